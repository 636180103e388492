#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints which of SpamAssassin's rules messages hit, without asking the network: a line for each file named.
use strict;
use warnings;
use Mail::SpamAssassin;

my $home = shift @ARGV;
my $judge = Mail::SpamAssassin->new(
    { local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => $home, userprefs_filename => "$home/prefs" });
for my $path (@ARGV) {
    open my $file, '<:raw', $path or die "$path: $!\n";
    my $mail = $judge->parse([<$file>]);
    my $status = $judge->check($mail);
    print join(',', sort @{ $status->{test_names_hit} }), "\n";
    $status->finish;
    $mail->finish;
}
