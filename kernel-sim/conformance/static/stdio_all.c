/* Memory streams, ungetc, setvbuf, getline, temporary files, printf to strings with positions. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *m = open_memstream(&text, &size);
    for (int i = 0; i < 100; i++) fprintf(m, "%d,", i);
    fclose(m);
    printf("%zu %.10s %s\n", size, text, text + size - 6);
    m = fmemopen(text, size, "r");
    int a = 0, b = 0, c = 0;
    printf("%d ", fscanf(m, "%d,%d,%d,", &a, &b, &c));
    ungetc('X', m);
    int back = fgetc(m), next = fgetc(m);
    printf("%d%d%d %c%c\n", a, b, c, back, next);
    fclose(m);
    free(text);
    FILE *t = tmpfile();
    fputs("first\nsecond line\n\nlast without end", t);
    rewind(t);
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    while ((n = getline(&line, &room, t)) != -1) printf("%zd ", n);
    printf("%d %d\n", feof(t) != 0, ferror(t));
    clearerr(t);
    fseek(t, -3, SEEK_END);
    printf("%s\n", fgets(line, 10, t));
    fclose(t);
    free(line);
    printf("%2$s %1$s %2$s\n", "world", "hello");
    printf("[%5d|%-5d|%05d|%+d|%x|%#o|%hhd|%lld|%zu|%.3s|%*d|%c|%%]\n", 42, 42, 42, 42, 255, 8, 300, 1ll << 40, sizeof a, "abcdef", 6, 7, 'c');
    printf("%d\n", snprintf(NULL, 0, "%s-%d", "twelve", 12345));
    char *made;
    int length = asprintf(&made, "%08.3f|%-8s|", 3.14159, "ok");
    printf("%d %s\n", length, made);
    free(made);
    setvbuf(stdout, NULL, _IOFBF, 4096);
    puts("buffered");
    fprintf(stderr, "not compared\n");
    return ferror(stdout);
}
