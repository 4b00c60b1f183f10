/* Streams: buffering, ungetc, seeking, modes, getline, popen, reading and writing the same file. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "random.h"

int main(int argc, char **argv)
{
	char name[] = "/tmp/rz-stdio-XXXXXX", line[100], *grown = NULL;
	size_t size = 0;
	seed(argc, argv);
	int fd = mkstemp(name);
	FILE *f = fdopen(fd, "w+");
	for (int i = 0; i < 2000; i++) fprintf(f, "line %d %s\n", i, i % 3 ? "x" : "a rather longer text than the others");
	printf("%ld\n", ftell(f));
	rewind(f);
	for (int k = 0; k < 3; k++) printf("%s", fgets(line, sizeof line, f));
	int c = fgetc(f);
	ungetc('Z', f);
	int z = fgetc(f), i = fgetc(f);
	printf("%c %c %c %ld\n", c, z, i, ftell(f));
	fseek(f, -20, SEEK_END);
	while (getline(&grown, &size, f) > 0) printf("<%s>", grown);
	printf("%d %d\n", feof(f), ferror(f));
	clearerr(f);
	fseek(f, 5, SEEK_SET);
	fputs("OVER", f);
	fseek(f, 0, SEEK_SET);
	printf("%s", fgets(line, sizeof line, f));
	for (int i = 0; i < 50; i++) {
		long at = (long)(next() % 20000);
		fseek(f, at, SEEK_SET);
		size_t got = fread(line, 1, next() % 90, f);
		printf("%ld %zu %.*s|\n", at, got, (int)got, line);
	}
	fclose(f);
	f = fopen(name, "a+");
	fputs("appended\n", f);
	fseek(f, 0, SEEK_SET);
	printf("%s", fgets(line, sizeof line, f));
	fputs("more\n", f);
	fclose(f);
	f = fopen(name, "r");
	fseek(f, -14, SEEK_END);
	while (fgets(line, sizeof line, f)) printf("%s", line);
	printf("%d\n", fputc('x', f) == EOF && ferror(f));
	fclose(f);
	f = fopen("/nonexistent/x", "r");
	printf("%d %d\n", f == NULL, errno);
	f = fopen(name, "wx");
	printf("%d %d\n", f == NULL, errno);
	f = popen("tr a-z A-Z", "w");
	fputs("through a pipe\n", f);
	fflush(stdout);
	printf("%d\n", pclose(f));
	f = popen("echo one; echo two; exit 3", "r");
	while (fgets(line, sizeof line, f)) printf("[%s]", line);
	printf("%d\n", pclose(f) >> 8);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%d\n", system("exit 7") >> 8);
	unlink(name);
	perror("done");
	return 0;
}
