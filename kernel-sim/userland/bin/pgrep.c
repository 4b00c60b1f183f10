/* pgrep(1): numbers of processes by name. -x whole name, -f command line, -l -a with names, -n -o newest, oldest, -u -P -g -s, -c count. */
#include <stdio.h>
#include "../shared/match.h"

int main(int argc, char **argv)
{
	static struct matched matched;
	int status = matchProcesses(argc, argv, "pgrep", &matched);
	if (status == 2) return 2;
	if (matched.count) {
		printf("%d\n", matched.size);
		return status;
	}
	for (int i = 0; i < matched.size; i++) {
		const char *end = matched.delimiter && i + 1 < matched.size ? matched.delimiter : "\n";
		if (matched.commands) printf("%d %s%s", matched.found[i].pid, matched.found[i].command, end);
		else if (matched.names) printf("%d %s%s", matched.found[i].pid, matched.found[i].name, end);
		else printf("%d%s", matched.found[i].pid, end);
	}
	return status;
}
