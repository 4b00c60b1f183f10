#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a command and returns its exit status. */
static int run(char **words) {
    pid_t child = fork();
    if (child == 0) {
        execvp(words[0], words);
        fprintf(stderr, "%s: not found\n", words[0]);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    return status;
}

static void split(char *line, char **words) {
    int n = 0;
    for (char *word = strtok(line, " \n"); word && n < 15; word = strtok(NULL, " \n")) words[n++] = word;
    words[n] = NULL;
}

int main(void) {
    char line[256];
    char *words[16];

    while (fgets(line, sizeof(line), stdin)) {
        split(line, words);
        if (!words[0]) continue;
        printf("[%d]\n", run(words));
        fflush(stdout);
    }
    return 0;
}
