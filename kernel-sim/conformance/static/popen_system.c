/* system, popen both ways, posix_spawn and wait statuses; environment for children. */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    int s = system("echo from sh; exit 5");
    printf("%d %d\n", WIFEXITED(s), WEXITSTATUS(s));
    s = system("kill -9 $$");
    printf("%d %d\n", WIFSIGNALED(s), WTERMSIG(s));
    printf("%d\n", system(NULL) != 0);
    setenv("GREETING", "hi there", 1);
    FILE *p = popen("echo $GREETING; seq 1 5 | sort -rn | head -2", "r");
    char line[100];
    while (fgets(line, sizeof line, p)) printf("> %s", line);
    printf("%d\n", pclose(p));
    p = popen("tr a-z A-Z", "w");
    fputs("shout this\n", p);
    printf("%d\n", pclose(p));
    p = popen("exit 3", "r");
    s = pclose(p);
    printf("%d\n", WEXITSTATUS(s));
    pid_t child;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "out.txt", 0x241, 0644);
    char *argv[] = {"sh", "-c", "echo into a file", NULL};
    printf("%d\n", posix_spawnp(&child, "sh", &actions, NULL, argv, environ));
    waitpid(child, &s, 0);
    FILE *f = fopen("out.txt", "r");
    printf("%s", fgets(line, sizeof line, f));
    fclose(f);
    printf("%d\n", posix_spawn(&child, "/nonexistent", NULL, NULL, argv, environ));
    unlink("out.txt");
    return 0;
}
