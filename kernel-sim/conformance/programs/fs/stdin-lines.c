// Standard input, output and arguments.
// args: one two three
// stdin: first line\nsecond line\nno newline at the end
#include "show.h"

int main(int argc, char **argv) {
  char line[100];
  int n = 0;
  for (int i = 1; i < argc; i++) printf("argument %d: %s\n", i, argv[i]);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    printf("%d: %s\n", ++n, line);
  }
  printf("end of file: %d\n", feof(stdin));
  return argc;
}
