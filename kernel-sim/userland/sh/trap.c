/* Signals and traps: POSIX 2.11, trap in 2.14. A handler only notes the signal; the trap runs between two commands. */
#include "sh.h"
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* NULL: default. "": ignored. [0] is EXIT. */
static char *traps[NSIG];
static volatile char pending[NSIG];
/* Ignored when the shell began: not to be changed (POSIX). */
static char ignoredAtStart[NSIG];
volatile bool trapPending;
volatile int interrupted;

static const char *const names[] = {"EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
	"TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"};

const char *signalName(int number)
{
	return number >= 0 && number < 32 ? names[number] : NULL;
}

/* A name with or without SIG, or a number; -1 for none. */
int signalNumber(const char *name)
{
	if (isNumber(name)) return atoi(name) < NSIG ? atoi(name) : -1;
	if (strncasecmp(name, "SIG", 3) == 0) name += 3;
	for (int i = 0; i < 32; i++)
		if (strcasecmp(names[i], name) == 0) return i;
	return -1;
}

static void onSignal(int number)
{
	if (traps[number]) {
		pending[number] = 1;
		trapPending = true;
	} else if (number == SIGINT)
		interrupted = 1;
}

/* What the kernel shall do with a signal, by its trap and by whether somebody sits at the terminal. */
void trapSetup(int number)
{
	struct sigaction action = {0};
	if (number == 0 || number == SIGKILL || number == SIGSTOP || (ignoredAtStart[number] && !interactive)) return;
	const char *trap = traps[number];
	action.sa_handler = SIG_DFL;
	if (trap) action.sa_handler = *trap ? onSignal : SIG_IGN;
	else if (interactive && number == SIGINT) action.sa_handler = onSignal;
	else if (interactive && (number == SIGQUIT || number == SIGTERM)) action.sa_handler = SIG_IGN;
	else if (jobControl && (number == SIGTSTP || number == SIGTTIN || number == SIGTTOU)) action.sa_handler = SIG_IGN;
	sigaction(number, &action, NULL);
}

void signalsSetup(void)
{
	static const int asked[] = {SIGINT, SIGQUIT, SIGTERM};
	struct sigaction old;
	for (int i = 0; i < 3; i++) {
		if (sigaction(asked[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN) ignoredAtStart[asked[i]] = 1;
		trapSetup(asked[i]);
	}
}

bool trapsSet(void)
{
	for (int i = 0; i < NSIG; i++)
		if (traps[i] && *traps[i]) return true;
	return false;
}

/* A subshell has no traps but ignores what was ignored. */
void trapsInChild(void)
{
	for (int i = 0; i < NSIG; i++) {
		bool caught = traps[i] && *traps[i];
		if (caught) {
			free(traps[i]);
			traps[i] = NULL;
		}
		pending[i] = 0;
		if (caught || i == SIGINT || i == SIGQUIT || i == SIGTERM) trapSetup(i);
	}
	trapPending = false;
	interrupted = 0;
}

static void runTrap(const char *text)
{
	int saved = lastStatus;
	char *copy = strdup(text);
	runString(copy, 0);
	free(copy);
	if (skip != RETURNING) lastStatus = saved;
}

void trapRunPending(void)
{
	trapPending = false;
	for (int i = 1; i < NSIG; i++)
		if (pending[i]) {
			pending[i] = 0;
			if (traps[i] && *traps[i]) runTrap(traps[i]);
		}
}

void trapRunExit(void)
{
	char *text = traps[0];
	traps[0] = NULL;
	if (text && *text) runTrap(text);
}

static void list(void)
{
	for (int i = 0; i < 32; i++)
		if (traps[i]) {
			printf("trap -- ");
			printQuoted(traps[i]);
			printf(" %s\n", names[i]);
		}
}

int builtinTrap(int argc, char **argv)
{
	int at = 1, status = 0;
	if (at < argc && strcmp(argv[at], "--") == 0) at++;
	if (at >= argc) {
		list();
		return 0;
	}
	const char *action = NULL;
	if (argc - at > 1 || signalNumber(argv[at]) < 0) {
		/* trap N … with a number first means: back to the default. */
		if (!isNumber(argv[at])) action = argv[at++];
	}
	if (action && strcmp(action, "-") == 0) action = NULL;
	for (; at < argc; at++) {
		int number = signalNumber(argv[at]);
		if (number < 0) {
			complain("%s: bad trap", argv[at]);
			status = 1;
			continue;
		}
		free(traps[number]);
		traps[number] = action ? strdup(action) : NULL;
		trapSetup(number);
	}
	return status;
}
