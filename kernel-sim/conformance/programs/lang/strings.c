/* string.h by its own contracts: copying, searching, splitting, comparing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    char buffer[64] = "page";
    strcat(buffer, " table");
    printf("[%s] %zu\n", buffer, strlen(buffer));
    printf("%d %d %d\n", strcmp("abc", "abd") < 0, strcmp("b", "abc") > 0, strncmp("abcd", "abzz", 2));
    printf("%s %s\n", strchr("kernel", 'n'), strrchr("/bin/ls", '/'));
    printf("%s\n", strstr("the lazy dog", "lazy"));
    char line[] = "one,two,,three";
    for (char *p = strtok(line, ","); p; p = strtok(NULL, ",")) printf("<%s>", p);
    printf("\n%zu %zu\n", strspn("0x1f", "0x"), strcspn("name=value", "="));
    memmove(buffer + 2, buffer, 5);
    printf("%.7s\n", buffer);
    char *copy = strdup("heap");
    printf("%s %d\n", copy, memcmp("aXc", "aYc", 3) < 0);
    free(copy);
    memset(buffer, '=', 10);
    buffer[10] = 0;
    puts(buffer);
    char padded[8];
    strncpy(padded, "ab", sizeof padded);
    printf("%d %d\n", padded[2], padded[7]);
    return 0;
}
