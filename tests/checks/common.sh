# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Read by the checks written in shell: starts them in the source folder, and says what a missing tool means.
set -eu
cd "${PH_SOURCE_ROOT:-$(dirname "$0")/../..}"

# Skips the check where a tool is not installed; in CI that is a failure.
need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null && continue
    echo "$(basename "$0"): $tool is not installed"
    [ -z "${CI:-}" ] || exit 1
    exit 77
  done
}

# The project's own files below the folders named, without what builds and version control keep there.
own_files() {
  find "$@" \( -name '_*' -o -name .git -o -name __pycache__ -o -name .flatpak-builder \) -prune -o -type f -print | LC_ALL=C sort
}

# Those of the files named on standard input that are scripts of this language.
scripts_of() {
  while read -r file; do
    head -n 1 "$file" | grep -qE "^#!.*\\b$1\\b" && echo "$file"
  done
  return 0
}

# Configures a build with clang once, and prints its folder.
clang_build() {
  local build=$PH_BUILD_ROOT/checks/clang
  if [ ! -e "$build/build.ninja" ]; then
    mkdir -p "$build"
    CC=clang-14 meson setup "$build" -Dfuzzers=true -Db_lundef=false >"$build/setup.log" 2>&1 ||
      { cat "$build/setup.log" >&2; exit 1; }
  fi
  echo "$build"
}

# Builds, and fails where the compiler or the linker said anything.
build_without_warning() {
  local log=$1/build.log
  ninja -C "$1" >"$log" 2>&1 || { grep -vE '^\[[0-9]+/' "$log"; exit 1; }
  ! grep -E -A 5 '\bwarning: ' "$log"
}
