#include <string.h>
#include <unistd.h>

/* Writes the line when it contains the pattern; returns 1 then, else 0. */
static int judge(const char *line, size_t length, const char *pattern) {
    size_t wanted = strlen(pattern);
    for (size_t i = 0; i + wanted <= length; i++) {
        if (memcmp(line + i, pattern, wanted) == 0) {
            write(1, line, length);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    char buffer[64];
    ssize_t got;
    int found = 0;

    while ((got = read(0, buffer, sizeof(buffer))) > 0) {
        found |= judge(buffer, got, argv[1]);
    }
    return found ? 0 : 1;
}
