# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of posthaste-send in bash. It needs no package beside it.

_posthaste_send() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()

  # bash takes --option=value for three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  local IFS=$'\n'
  case $before in
    --ca-file | --password-file | --trace | --body-file | --attach | --merge)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --batch)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
    --security)
      mapfile -t COMPREPLY < <(compgen -W $'tls\nstarttls\nnone' -- "$word")
      return
      ;;
    --auth)
      mapfile -t COMPREPLY < <(compgen -W $'SCRAM-SHA-256-PLUS\nSCRAM-SHA-1-PLUS\nSCRAM-SHA-256\nSCRAM-SHA-1\nCRAM-MD5\nPLAIN\nLOGIN' -- "$word")
      return
      ;;
    --dsn | -N)
      mapfile -t COMPREPLY < <(compgen -W $'never\nfailure\nfailure,delay\nfailure,delay,success' -- "$word")
      return
      ;;
    --ret | -R)
      mapfile -t COMPREPLY < <(compgen -W $'full\nhdrs' -- "$word")
      return
      ;;
    --server)
      compopt -o nospace 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -W $'smtps://\nsmtp://' -- "$word")
      return
      ;;
    --account | --timeout | --envid | -V | -f | --from | --to | --cc | --bcc | --subject | --body | --merge-column | --merge-name)
      return
      ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '--account
--server
--security
--ca-file
--password-file
--auth
--timeout
-f
--from
-t
--read-recipients
--batch
-i
--ignore-dots
--to
--cc
--bcc
--subject
--body
--body-file
--attach
--queue
--flush
--merge
--merge-column
--merge-name
--dry-run
-N
--dsn
-R
--ret
-V
--envid
-v
--verbose
--json
--trace
--quiet
-h
--help
--version' -- "$word")
  fi
}

complete -F _posthaste_send posthaste-send
