/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of tests/data/golden, one a line or so: what is not said is what the first of them has. */
#pragma once

#include "ph-message.h"

#define FILES_MAX 3

typedef struct
{
  const char *name; /* %NULL: there is no such file */
  const char *content_type; /* %NULL: whatever its octets are found to be */
  const char *octets;
  gsize length; /* 0: up to a NUL */
} File;

typedef struct
{
  const char *name;
  const char *from; /* "": nobody */
  const char *to; /* one a line; "": nobody */
  const char *cc;
  const char *bcc;
  const char *subject;
  const char *text;
  guint n_times; /* that the text is repeated; 0: it is not */
  const char *in_reply_to;
  const char *date;
  const char *reply_to;
  PhMessageImportance importance;
  PhMessageOptions options;
  File files[FILES_MAX];
} Case;

#define LONG "A line that is longer than what a mail's line should be, so that it has to be broken on its way, "
#define HAN "会议纪要第三季度报告"
#define ACUTE "\314\201"
#define ZWJ "\342\200\215"
#define RLO "\342\200\256"
#define RLI "\342\201\247"
#define PDI "\342\201\251"
#define RLM "\342\200\217"
#define HEBREW "שלום עולם"
#define ARABIC "مرحبا بالعالم"
#define PNG "\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0\037\25\304\211"
#define TEN_LETTERS "abcdefghij"
#define HUNDRED_LETTERS                                                                                                \
  TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS TEN_LETTERS          \
      TEN_LETTERS

static const Case cases[] = {
  { .name = "plain" },
  /* Texts: how they are encoded. */
  { .name = "text-empty", .text = "" },
  { .name = "text-one-line-end", .text = "\n" },
  { .name = "text-no-line-end", .text = "no line end" },
  { .name = "text-line-ends", .text = "LF\nCRLF\r\nboth\r\n\nend" },
  { .name = "text-lone-cr", .text = "a lone\rCR\r" },
  { .name = "text-from", .text = "From me\n\nFrom you\n>From them\n" },
  { .name = "text-from-begins", .text = "With the best of Grüße\nFr" },
  { .name = "text-dots", .text = ".\n..\n.dot\n\n.\n" },
  { .name = "text-umlaut", .text = "Grüße aus Köln, in Zeilen, die sonst ASCII sind: das wird lesbar verschickt.\n" },
  { .name = "text-chinese", .text = "会议纪要\n第三季度\n" },
  { .name = "text-hebrew", .text = HEBREW "\n" RLM HEBREW "!\n" },
  { .name = "text-arabic", .text = ARABIC "\n" },
  { .name = "text-bidi", .text = "An isolate: " RLI HEBREW PDI ", an override: " RLO "gpj.exe\n" },
  { .name = "text-emoji", .text = "🙂 👩" ZWJ "👩" ZWJ "👧 👍🏽 ❤\357\270\217 🇪🇺\n" },
  { .name = "text-combining", .text = "e" ACUTE " and \303\251 are not the same octets: Ae" ACUTE ACUTE "\n" },
  { .name = "text-invalid", .text = "not \377\376 UTF-8, cut \342\202\n" },
  { .name = "text-nul", .text = "before\0behind\n" },
  { .name = "text-controls", .text = "a\001b\033[31mc\177d\fe\n" },
  { .name = "text-separators", .text = "\302\205\342\200\250\342\200\251x\n" },
  { .name = "text-mark", .text = "\357\273\277byte order mark\n" },
  { .name = "text-trailing", .text = "trailing spaces  \nand tabs\t\t\n-- \nAnn \n" },
  { .name = "text-equals", .text = "= =3D =\n=20\n=\n" },
  { .name = "text-no-header", .text = "Subject: this is\n\nno header\n" },
  { .name = "text-boundary", .text = "--\n-- \n--=-boundary--\n--=-\n", .files = { { "x.txt", "text/plain", "x\n" } } },
  { .name = "text-uuencode", .text = "begin 644 x\n#86)C\n`\nend\n" },
  { .name = "text-word", .text = HUNDRED_LETTERS, .n_times = 12 },
  { .name = "text-word-umlaut", .text = HUNDRED_LETTERS "ü", .n_times = 12 },
  /* Texts whose lines are broken. */
  { .name = "flowed", .text = LONG LONG "and so on.\n\nDear all,\n" LONG "the end.\n-- \nAnn\n" },
  { .name = "flowed-umlaut", .text = LONG "mit Grüßen aus Köln, und noch etwas mehr davon.\n" },
  { .name = "flowed-quote", .text = "> " LONG "first\n>> " LONG "second\n> \n>\n> > " LONG "third\n" LONG "answer\n" },
  { .name = "flowed-stuffed", .text = " a space\nFrom me\n.\n" LONG LONG "> so, From me\n" },
  { .name = "flowed-chinese", .text = HAN HAN HAN HAN HAN "。" HAN HAN HAN HAN "\n会议\n" },
  { .name = "flowed-japanese",
    .text = "「かきくけこ、さしすせそ。たちつてと、なにぬねの。はひふへほ、まみむめも。やゆよ。らりるれろ」\n" },
  { .name = "flowed-mixed", .text = LONG HAN HAN HAN HAN "\n" LONG LONG "end\n" },
  { .name = "flowed-hebrew",
    .text = HEBREW " " HEBREW ", " HEBREW " " HEBREW ", " HEBREW " " HEBREW ", " HEBREW "!\n" },
  { .name = "flowed-emoji", .text = "🙂👩" ZWJ "👩" ZWJ "👧👍🏽", .n_times = 20 },
  { .name = "flowed-word",
    .text = "https://example.org/" HUNDRED_LETTERS HUNDRED_LETTERS " is where " LONG "it is.\n" },
  { .name = "flowed-paragraphs", .text = LONG LONG LONG "end.\n", .n_times = 30 },
  /* Fields: what has to be encoded and folded. */
  { .name = "field-long-subject", .subject = LONG LONG LONG "the end" },
  { .name = "field-long-word", .subject = HUNDRED_LETTERS HUNDRED_LETTERS HUNDRED_LETTERS },
  { .name = "field-no-subject", .subject = "" },
  { .name = "field-spaces", .subject = "  a  b   c  " },
  { .name = "field-lookalike", .subject = "=?UTF-8?Q?=0D=0ABcc:_eve@example.org?= =?" },
  { .name = "field-line-ends", .subject = "Hello\r\nBcc: eve@example.org\r\n\r\nbody" },
  { .name = "field-umlaut",
    .subject = "Grüße aus Köln",
    .from = "Jürgen Groß <ann@example.org>",
    .to = "Käthe Müller <bob@example.org>" },
  { .name = "field-chinese",
    .subject = HAN HAN HAN,
    .from = "王小明 <ann@example.org>",
    .to = "李四 <bob@example.org>" },
  { .name = "field-hebrew",
    .subject = HEBREW RLM "!",
    .from = "חנה ישראלי <ann@example.org>",
    .to = HEBREW " <bob@example.org>",
    .cc = ARABIC " <carl@example.org>" },
  { .name = "field-bidi", .subject = "cod" RLO "gpj.exe " RLI HEBREW PDI },
  { .name = "field-emoji", .subject = "🙂 👩" ZWJ "👩" ZWJ "👧 👍🏽", .from = "🙂 Ann <ann@example.org>" },
  { .name = "field-combining", .subject = "e" ACUTE " and \303\251", .to = "Ae" ACUTE " <bob@example.org>" },
  { .name = "field-invalid", .subject = "not \377 UTF-8" },
  { .name = "field-controls", .subject = "one\ttwo\vthree\033four" },
  { .name = "field-quoted-name",
    .from = "\"Tester, Ann \\\"A\\\" (x)\" <ann@example.org>",
    .to = "\"Body; Some: a@b\" <bob@example.org>" },
  { .name = "field-long-name",
    .to = "Jürgen Großmüller von der Königlich-Bayerischen Übersetzungsgesellschaft Nürnberg-Fürth <bob@example.org>" },
  { .name = "field-many",
    .to = "a@example.org\nb@example.org\nc@example.org\nd@example.org\ne@example.org\nf@example.org\ng@example.org",
    .cc = "h@example.org\nCarl <i@example.org>" },
  { .name = "field-only-cc", .to = "", .cc = "carl@example.org" },
  { .name = "field-only-bcc", .to = "", .bcc = "eve@example.org" },
  { .name = "field-bcc-too", .bcc = "Eve <eve@example.org>\nmallory@example.org" },
  { .name = "field-nobody", .to = "" },
  { .name = "field-draft", .from = "", .to = "", .subject = "", .text = "" },
  { .name = "field-idn", .from = "ann@exämple.org", .to = "bob@xn--exmple-cua.org" },
  { .name = "field-odd-address", .to = "\"a b\"@example.org\no'neil+x=y@example.org\nann@[192.0.2.1]" },
  { .name = "field-reply", .subject = "Re: Hello", .in_reply_to = "<20260305.1@example.org>" },
  { .name = "field-reply-odd", .subject = "Re: Hello", .in_reply_to = "<a(b)@[example.org>" },
  { .name = "date-west", .date = "2026-12-31T23:59:59-03:30" },
  { .name = "date-east", .date = "2026-01-01T00:00:00+14:00" },
  { .name = "date-leap", .date = "2028-02-29T12:00:00+05:45" },
  { .name = "date-private", .date = "2026-01-01T00:30:00+05:45", .options = PH_MESSAGE_OPTION_PRIVATE_ZONE },
  { .name = "reply-to", .reply_to = "\"Büro, Köln\" <office@example.org>" },
  { .name = "importance-high", .importance = PH_MESSAGE_IMPORTANCE_HIGH },
  { .name = "importance-low", .importance = PH_MESSAGE_IMPORTANCE_LOW },
  { .name = "read-receipt", .options = PH_MESSAGE_OPTION_READ_RECEIPT, .from = "Ann <ann@exämple.org>" },
  { .name = "user-agent", .options = PH_MESSAGE_OPTION_USER_AGENT },
  /* Markdown. */
  { .name = "markdown",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = "# Minutes\n\n- *one*\n- **two**\n\n-- \nAnn\n" },
  { .name = "markdown-empty", .options = PH_MESSAGE_OPTION_MARKDOWN, .text = "" },
  { .name = "markdown-chinese",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = "# " HAN "\n\n" HAN HAN HAN HAN HAN "\n" },
  { .name = "markdown-long", .options = PH_MESSAGE_OPTION_MARKDOWN, .text = "> " LONG LONG LONG "*end*\n" },
  { .name = "markdown-hostile",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = "<script>x</script> ![p](https://example.org/p.png) [x](javascript:x) [y](https://example.org/?a&b)\n" },
  { .name = "markdown-file",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = "Grüße, `code`\n",
    .files = { { "a.txt", "text/plain", "x\n" } } },
  { .name = "markdown-picture",
    .to = "Bob <bob@example.org>",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = LONG LONG "look:\n\n![a](a.png)\n\nand once more: ![b](a.png)\n",
    .files = { { "a.png", "image/png", PNG, sizeof PNG } } },
  { .name = "markdown-pictures",
    .to = "Bob <bob@example.org>",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = LONG LONG "![" HAN "](%E4%BC%9A%E8%AE%AE.png) ![x](c.txt) ![gone](d.png)\n",
    .files = { { "会议.png", "image/png", PNG, sizeof PNG },
               { "b.png", "image/png", PNG, sizeof PNG - 1 },
               { "c.txt", "text/plain", "x\n" } } },
  { .name = "markdown-picture-hostile",
    .to = "Bob <bob@example.org>",
    .options = PH_MESSAGE_OPTION_MARKDOWN,
    .text = LONG LONG "![\\\"\\>\\<b\\> x](%22%3E%3Cb%3E%20x.png)\n",
    .files = { { "\"><b> x.png", "image/png", PNG, sizeof PNG } } },
  { .name = "picture-in-plain-text", .text = "![a](a.png)\n", .files = { { "a.png", "image/png", PNG, sizeof PNG } } },
  /* Attachments. */
  { .name = "file", .files = { { "report.pdf", "application/pdf", "%PDF-1.4\n" } } },
  { .name = "file-only", .text = "", .files = { { "report.pdf", "application/pdf", "%PDF-1.4\n" } } },
  { .name = "file-three",
    .files
    = { { "a.txt", "text/plain", "a\r\nb\n" }, { "b.bin", NULL, "\0\1\2", 3 }, { "c.png", NULL, PNG, sizeof PNG } } },
  { .name = "file-empty", .files = { { "empty", "application/octet-stream", "" } } },
  { .name = "file-umlaut", .files = { { "Rechnung für März.pdf", "application/pdf", "%PDF-1.4\n" } } },
  { .name = "file-chinese", .files = { { HAN HAN HAN HAN ".pdf", "application/pdf", "%PDF-1.4\n" } } },
  { .name = "file-hebrew", .files = { { HEBREW ".pdf", "application/pdf", "%PDF-1.4\n" } } },
  { .name = "file-bidi", .files = { { "cod" RLO "gpj.exe", "application/pdf", "x" } } },
  { .name = "file-emoji", .files = { { "🙂👩" ZWJ "👧.png", "image/png", PNG, sizeof PNG } } },
  { .name = "file-combining", .files = { { "Ae" ACUTE ".txt", "text/plain", "x\n" } } },
  { .name = "file-quoted", .files = { { "say \"hi\"; x=y (z)%20.txt", "text/plain", "x\n" } } },
  { .name = "file-long", .files = { { HUNDRED_LETTERS HUNDRED_LETTERS ".txt", "text/plain", "x\n" } } },
  { .name = "file-spaces", .files = { { "  two  words  ", "text/plain", "x\n" } } },
  { .name = "file-folder", .files = { { "../../etc/passwd", "text/plain", "x\n" } } },
  { .name = "file-lookalike", .files = { { "=?UTF-8?Q?x?=.txt", "text/plain", "x\n" } } },
  { .name = "file-no-type", .files = { { "x", "no type", "x\n" } } },
  { .name = "file-chinese-text", .text = HAN "\n", .files = { { "a.txt", "text/plain", HAN "\n" } } },
  { .name = "file-message", .files = { { "mail.eml", "message/rfc822", "Subject: inner\n\nHello.\r\n" } } },
  { .name = "file-message-with-parts",
    .files
    = { { "Nachricht für Ann.eml",
          "message/rfc822",
          "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--b--\r\n" },
        { "a.txt", "text/plain", "x\n" } } },
  { .name = "file-message-8bit", .files = { { "mail.eml", "message/rfc822", "Subject: Grüße\r\n\r\nHello.\r\n" } } },
  { .name = "file-flowed", .text = LONG LONG "end\n", .files = { { "a.txt", "text/plain", "x\n" } } },
};
