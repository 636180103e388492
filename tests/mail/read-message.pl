#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints what Perl's MIME-tools read in messages, as JSON: for each file named one line with its fields, text and attachments.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode);
use JSON::PP;
use MIME::Parser;

my $json = JSON::PP->new->utf8->canonical;

sub field {
    my ($entity, $name) = @_;
    my $value = $entity->head->get($name) // '';
    $value =~ s/\r?\n(?=[ \t])//g;
    chomp $value;
    return decode('MIME-Header', $value);
}

sub attachment {
    my ($part) = @_;
    my $name = $part->head->recommended_filename;
    # It takes RFC 2231 apart and leaves the octets to who knows the charset.
    $name = decode('UTF-8', $name) unless utf8::is_utf8($name);
    my $octets = $part->bodyhandle ? $part->bodyhandle->as_string : '';
    $octets =~ s/\r\n/\n/g if $part->mime_type eq 'message/rfc822';
    return {
        name => $name,
        type => $part->mime_type,
        sha256 => sha256_hex($octets),
    };
}

for my $path (@ARGV) {
    my $parser = MIME::Parser->new;
    $parser->output_to_core(1);
    $parser->extract_nested_messages(0);
    my $entity = $parser->parse_open($path);
    die "$path: " . join(' ', $parser->results->msgs) . "\n" if $parser->results->msgs;
    my ($text, @attached) = grep { !$_->is_multipart && $_->mime_type ne 'text/html' } $entity->parts_DFS;
    print $json->encode({
        subject => field($entity, 'Subject'),
        from => field($entity, 'From'),
        to => field($entity, 'To'),
        cc => field($entity, 'Cc'),
        flowed => lc($text->head->mime_attr('content-type.format') // ''),
        delsp => lc($text->head->mime_attr('content-type.delsp') // ''),
        text => decode('UTF-8', $text->bodyhandle->as_string),
        files => [map { attachment($_) } @attached],
    }), "\n";
}
