/* tty(1): the terminal on standard input. -s only answers. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int silent = argc > 1 && (strcmp(argv[1], "-s") == 0 || strcmp(argv[1], "--silent") == 0);
	char *name = ttyname(0);
	if (!silent) puts(name ? name : isatty(0) ? "/dev/console" : "not a tty");
	return name || isatty(0) ? 0 : 1;
}
