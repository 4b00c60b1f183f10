/* Makes a tree, walks it with nftw and scandir, globs it, and looks at it with stat. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fnmatch.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char found[64][96];
static int count;

static int note(const char *path, const struct stat *st, int kind, struct FTW *at) {
    snprintf(found[count++], 96, "%d %d %o %ld %s", kind, at->level, st->st_mode, kind == FTW_F ? (long)st->st_size : 0L, path);
    return 0;
}
static int by_text(const void *a, const void *b) { return strcmp(a, b); }
static int drop(const char *path, const struct stat *st, int kind, struct FTW *at) { return remove(path); }

int main(void) {
    umask(022);
    mkdir("t", 0755);
    mkdir("t/a", 0700);
    mkdir("t/b", 0755);
    for (int i = 0; i < 5; i++) {
        char name[32];
        snprintf(name, sizeof name, "t/%c/file%d.txt", i % 2 ? 'a' : 'b', i);
        FILE *f = fopen(name, "w");
        for (int j = 0; j < i * 10; j++) fputc('x', f);
        fclose(f);
    }
    symlink("a/file1.txt", "t/link");
    symlink("nowhere", "t/broken");
    printf("%d\n", nftw("t", note, 8, FTW_PHYS));
    qsort(found, count, sizeof *found, by_text);
    for (int i = 0; i < count; i++) puts(found[i]);
    struct dirent **names;
    int n = scandir("t", &names, NULL, alphasort);
    for (int i = 0; i < n; i++) printf("%s(%d) ", names[i]->d_name, names[i]->d_type);
    puts("");
    glob_t g;
    printf("%d", glob("t/*/*[0-2].t?t", 0, NULL, &g));
    for (size_t i = 0; i < g.gl_pathc; i++) printf(" %s", g.gl_pathv[i]);
    printf("\n%d %d\n", fnmatch("*.[ch]", "main.c", 0), fnmatch("*.[ch]", "main.o", 0) == FNM_NOMATCH);
    struct stat st, lst;
    stat("t/link", &st);
    lstat("t/link", &lst);
    printf("%d %d %ld %d\n", S_ISREG(st.st_mode), S_ISLNK(lst.st_mode), (long)lst.st_size, stat("t/broken", &st));
    char real[4096], cwd[4096];
    getcwd(cwd, sizeof cwd);
    realpath("t/./a/../link", real);
    printf("%s\n", real + strlen(cwd));
    printf("%d\n", nftw("t", drop, 8, FTW_DEPTH | FTW_PHYS));
    printf("%d\n", access("t", F_OK));
    return 0;
}
