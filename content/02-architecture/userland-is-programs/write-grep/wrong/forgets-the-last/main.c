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
    char line[256];
    size_t length = 0;
    ssize_t got;
    int found = 0;

    while ((got = read(0, buffer, sizeof(buffer))) > 0) {
        for (ssize_t i = 0; i < got; i++) {
            line[length++] = buffer[i];
            if (buffer[i] != '\n') continue;
            found |= judge(line, length, argv[1]);
            length = 0;
        }
    }
    return found ? 0 : 1;
}
