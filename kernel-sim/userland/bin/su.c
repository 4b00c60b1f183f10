/*
 * su(1): a shell or one command as another user. Only root may: nobody has a password here, so there is nothing to ask for.
 * su [-] [USER] [-c COMMAND]; the user is root unless named.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *what)
{
	fprintf(stderr, "su: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	const char *name = "root", *command = NULL;
	int login = 0, named = 0;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-") == 0 || strcmp(argv[i], "-l") == 0) login = 1;
		else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc) command = argv[++i];
		else if (argv[i][0] != '-' && !named++) name = argv[i];
		else {
			fprintf(stderr, "Usage: su [-] [USER] [-c COMMAND]\n");
			return 1;
		}
	}
	struct passwd *user = getpwnam(name);
	if (!user) {
		fprintf(stderr, "su: user %s does not exist or the user entry does not contain all the required fields\n", name);
		return 1;
	}
	if (geteuid() != 0 && getuid() != user->pw_uid) {
		fprintf(stderr, "su: Authentication failure\n");
		return 1;
	}
	/* The group goes first: afterwards there is no right left to change it. */
	if (setgroups(1, &user->pw_gid) && geteuid() == 0) return fail("cannot set groups");
	if (setgid(user->pw_gid)) return fail("cannot set group id");
	if (setuid(user->pw_uid)) return fail("cannot set user id");
	setenv("HOME", user->pw_dir, 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	if (login && chdir(user->pw_dir)) fprintf(stderr, "su: warning: cannot change directory to %s\n", user->pw_dir);
	const char *shell = user->pw_shell && *user->pw_shell ? user->pw_shell : "/bin/sh";
	if (command) execl(shell, shell, "-c", command, (char *)NULL);
	else execl(shell, login ? "-sh" : shell, (char *)NULL);
	return fail(shell);
}
