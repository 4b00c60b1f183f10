/* POSIX regular expressions, getopt_long on a made argv, environment. */
#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

static void match(const char *pattern, const char *text) {
    regex_t r;
    regmatch_t m[4];
    int e = regcomp(&r, pattern, REG_EXTENDED);
    if (e) {
        printf("%s: error %d\n", pattern, e != 0);
        return;
    }
    if (regexec(&r, text, 4, m, 0) == 0) {
        printf("%s ~ %s:", pattern, text);
        for (int i = 0; i < 4 && m[i].rm_so >= 0; i++) printf(" %.*s", (int)(m[i].rm_eo - m[i].rm_so), text + m[i].rm_so);
        puts("");
    } else
        printf("%s !~ %s\n", pattern, text);
    regfree(&r);
}

int main(void) {
    match("([a-z]+)@([a-z]+)\\.org", "mail me@example.org now");
    match("^(0|[1-9][0-9]*)$", "120");
    match("^(0|[1-9][0-9]*)$", "012");
    match("(a|ab)(c|bcd)(d*)", "abcd");
    match("[[:upper:]]{2,3}", "fooBARBAZ");
    match("(unclosed", "x");
    match("x*", "");
    char *argv[] = {"prog", "-v", "--name=ring", "rest", "-n", "7", "--", "-x", NULL};
    int argc = 8, c;
    struct option options[] = {{"name", required_argument, NULL, 'N'}, {"verbose", no_argument, NULL, 'v'}, {0}};
    while ((c = getopt_long(argc, argv, "vn:", options, NULL)) != -1) printf("%c %s\n", c, optarg ? optarg : "-");
    while (optind < argc) printf("arg %s\n", argv[optind++]);
    setenv("A", "1", 1);
    setenv("A", "2", 0);
    putenv("B=3");
    unsetenv("C");
    printf("%s %s %s\n", getenv("A"), getenv("B"), getenv("C") ? "?" : "none");
    return 0;
}
