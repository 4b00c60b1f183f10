/* Runs the tree: POSIX 2.9 "Shell Commands". A function for each kind of node; execute() chooses. */
#include "sh.h"
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum skip skip;
int skipLevels, loopDepth, functionDepth;
/* > 0 inside what if, while, &&, || and ! ask: set -e does not count there. */
int errexitOff;

struct function {
	struct function *next;
	char *name;
	struct node *body;
};
static struct function *functions;

struct node *functionFind(const char *name)
{
	for (struct function *f = functions; f; f = f->next)
		if (strcmp(f->name, name) == 0) return f->body;
	return NULL;
}

bool functionUnset(const char *name)
{
	for (struct function **f = &functions; *f; f = &(*f)->next)
		if (strcmp((*f)->name, name) == 0) {
			*f = (*f)->next;
			return true;
		}
	return false;
}

static int defineFunction(struct node *node)
{
	if (parseArena) parseArena->keep = true;
	functionUnset(node->name);
	struct function *f = malloc(sizeof *f);
	f->name = node->name;
	f->body = node->left;
	f->next = functions;
	functions = f;
	return 0;
}

/* ---- finding and starting programs ---- */

char *findCommand(const char *name)
{
	struct stat st;
	const char *path = varGet("PATH");
	if (strchr(name, '/')) return (char *)name;
	char *unusable = NULL;
	if (!path) path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (;; path++) {
		size_t length = strcspn(path, ":");
		char *full = arenaAlloc(&temporary, length + strlen(name) + 3);
		sprintf(full, "%.*s%s%s", (int)length, path, length ? "/" : "", name);
		if (stat(full, &st) == 0 && S_ISREG(st.st_mode)) {
			if (access(full, X_OK) == 0) return full;
			unusable = full;
		}
		path += length;
		if (!*path) return unusable;
	}
}

/* Becomes the program, or says why not: 127 not found, 126 found but no good. */
_Noreturn void execCommand(char **argv, char **envp)
{
	char *path = findCommand(argv[0]);
	if (!path) {
		complain("%s: not found", argv[0]);
		leave(127);
	}
	execve(path, argv, envp);
	if (errno == ENOEXEC) {
		int count = 0;
		while (argv[count]) count++;
		char **script = arenaAlloc(&temporary, ((size_t)count + 2) * sizeof *script);
		script[0] = (char *)"sh";
		script[1] = path;
		for (int i = 1; i < count; i++) script[i + 1] = argv[i];
		execve("/bin/sh", script, envp);
	}
	int missing = errno == ENOENT || errno == ENOTDIR;
	complain("%s: %s", argv[0], missing ? "not found" : strerror(errno));
	leave(missing ? 127 : 126);
}

/* ---- simple commands ---- */

/* Name and value of an assignment word; the value expanded. */
static char *splitAssignment(const char *text, char **name)
{
	size_t length = nameLength(text);
	*name = arenaCopy(&temporary, text, length);
	return expandSingle(text + length + 1, true);
}

static void assignAll(struct word *assignments, int flags, bool local)
{
	for (; assignments; assignments = assignments->next) {
		char *name, *value = splitAssignment(assignments->text, &name);
		if (local) scopeLocal(name);
		varSet(name, value, flags);
	}
}

static void traceCommand(struct node *node, int argc, char **argv)
{
	const char *ps4 = varGet("PS4");
	fflush(stdout);
	fputs(ps4 ? expandDocument(ps4) : "+ ", stderr);
	for (struct word *a = node->assignments; a; a = a->next) fprintf(stderr, "%s%s", expandSingle(a->text, true), a->next || argc ? " " : "");
	for (int i = 0; i < argc; i++) fprintf(stderr, "%s%s", argv[i], i + 1 < argc ? " " : "");
	fputc('\n', stderr);
}

static int callFunction(struct node *body, int argc, char **argv, struct node *node)
{
	struct parameters savedArguments = arguments;
	int savedLoops = loopDepth;
	scopePush();
	assignAll(node->assignments, EXPORTED, true);
	arguments.count = argc - 1;
	arguments.value = argv + 1;
	loopDepth = 0;
	functionDepth++;
	int status = execute(body, 0);
	functionDepth--;
	loopDepth = savedLoops;
	if (skip == RETURNING) {
		skip = RUN;
		status = lastStatus;
	}
	arguments = savedArguments;
	scopePop();
	return status;
}

static int callBuiltin(const struct builtin *builtin, int argc, char **argv, struct node *node)
{
	int status;
	const char *outerName = commandName;
	commandName = argv[0];
	if (builtin->special) {
		assignAll(node->assignments, 0, false);
		status = builtin->run(argc, argv);
	} else {
		scopePush();
		assignAll(node->assignments, EXPORTED, true);
		status = builtin->run(argc, argv);
		scopePop();
	}
	if (fflush(stdout) != 0) {
		complain("write error: %s", strerror(errno));
		status = 2;
	}
	commandName = outerName;
	return status;
}

/* A program: in a child, or in our place when nothing comes after it. */
static int runProgram(struct node *node, int argc, char **argv, int flags)
{
	(void)argc;
	if (!findCommand(argv[0])) {
		int depth = redirectDepth();
		if (redirectAll(node->redirects, true) == 0) complain("%s: not found", argv[0]);
		redirectUndo(depth);
		return 127;
	}
	struct job *job = NULL;
	if (!(flags & EXITS) || trapsSet()) {
		job = jobNew(1, node->source);
		if (jobFork(job, false) > 0) return jobWait(job);
	}
	if (redirectAll(node->redirects, false)) leave(2);
	redirectForget();
	assignAll(node->assignments, EXPORTED, false);
	execCommand(argv, varEnvironment());
}

/* exec with a command replaces the shell; without one its redirections stay. */
static int runExec(struct node *node, int argc, char **argv)
{
	assignAll(node->assignments, EXPORTED, false);
	if (redirectAll(node->redirects, false)) leave(2);
	if (argc == 1) return 0;
	commandName = argv[0];
	execCommand(argv + 1, varEnvironment());
}

static int simple(struct node *node, int flags)
{
	int argc, status = 0;
	commandLine = node->line;
	bool substitutes = false;
	for (struct word *a = node->assignments; a; a = a->next)
		if (strstr(a->text, "$(") || strchr(a->text, '`')) substitutes = true;
	char **argv = expandWords(node->words, &argc);
	if (options[O_XTRACE] && (argc || node->assignments)) traceCommand(node, argc, argv);
	int depth = redirectDepth();
	if (argc == 0) {
		assignAll(node->assignments, 0, false);
		if (substitutes) status = lastStatus;
		if (node->redirects) status = redirectAll(node->redirects, true);
		redirectUndo(depth);
		return status;
	}
	if (strcmp(argv[0], "exec") == 0 && !functionFind("exec")) return runExec(node, argc, argv);
	struct node *function = functionFind(argv[0]);
	const struct builtin *builtin = builtinFind(argv[0]);
	if (builtin && builtin->special) function = NULL;
	if (!function && !builtin) return runProgram(node, argc, argv, flags);
	status = redirectAll(node->redirects, true);
	if (status == 0) status = function ? callFunction(function, argc, argv, node) : callBuiltin(builtin, argc, argv, node);
	else if (builtin && builtin->special && !interactive) leave(status);
	redirectUndo(depth);
	return status;
}

/* ---- compound commands ---- */

static int pipelineLength(struct node *node)
{
	int count = 1;
	for (; node->type == N_PIPELINE; node = node->right) count++;
	return count;
}

/* Starts every part of a pipeline as one job; returns the last one's pid. */
static pid_t pipelineStart(struct node *node, struct job *job, int count, bool inBackground)
{
	int in = -1;
	pid_t pid = 0;
	fflush(stdout);
	for (int i = 0; i < count; i++) {
		int ends[2] = {-1, -1};
		struct node *part = i + 1 < count ? node->left : node;
		if (i + 1 < count && pipe(ends) < 0) fail(2, "Pipe call failed");
		pid = jobFork(job, inBackground);
		if (pid == 0) {
			if (in >= 0) {
				dup2(in, 0);
				close(in);
			}
			if (ends[1] >= 0) {
				close(ends[0]);
				if (ends[1] != 1) {
					dup2(ends[1], 1);
					close(ends[1]);
				}
			}
			leave(execute(part, EXITS));
		}
		if (in >= 0) close(in);
		if (ends[1] >= 0) close(ends[1]);
		in = ends[0];
		if (i + 1 < count) node = node->right;
	}
	return pid;
}

static int pipeline(struct node *node, int flags)
{
	(void)flags;
	int count = pipelineLength(node);
	struct job *job = jobNew(count, node->source);
	pipelineStart(node, job, count, false);
	return jobWait(job);
}

/* A pipeline in the background is one job of all its parts, as in the foreground: $! is the last of them. */
static int background(struct node *node)
{
	int count = pipelineLength(node->left);
	struct job *job = jobNew(count, node->source);
	job->background = true;
	lastBackground = pipelineStart(node->left, job, count, true);
	return 0;
}

static int subshell(struct node *node, int flags)
{
	fflush(stdout);
	if (!(flags & EXITS) || trapsSet()) {
		struct job *job = jobNew(1, node->source);
		if (jobFork(job, false) > 0) return jobWait(job);
	}
	if (redirectAll(node->redirects, false)) leave(2);
	leave(execute(node->left, EXITS));
}

/* After a body has run: does a break or continue end this loop? */
static bool loopEnds(void)
{
	if (skip == RUN) return false;
	if (skip == RETURNING) return true;
	if (--skipLevels > 0) return true;
	bool ends = skip == BREAKING;
	skip = RUN;
	return ends;
}

static int whileLoop(struct node *node)
{
	int status = 0;
	loopDepth++;
	for (;;) {
		int condition = execute(node->left, TESTED);
		if (skip != RUN) {
			if (loopEnds()) break;
			continue;
		}
		if ((condition == 0) != (node->type == N_WHILE)) break;
		status = execute(node->right, 0);
		if (loopEnds()) break;
	}
	loopDepth--;
	return status;
}

static int forLoop(struct node *node)
{
	int status = 0, count = arguments.count;
	char **values = arguments.value;
	if (!node->overArguments) values = expandWords(node->words, &count);
	loopDepth++;
	for (int i = 0; i < count; i++) {
		varSet(node->name, values[i], 0);
		status = execute(node->left, 0);
		if (loopEnds()) break;
	}
	loopDepth--;
	return status;
}

static int caseClause(struct node *node, int flags)
{
	char *subject = expandSingle(node->name, false);
	for (struct caseItem *item = node->cases; item; item = item->next)
		for (struct word *p = item->patterns; p; p = p->next)
			if (fnmatch(expandPattern(p->text), subject, 0) == 0) return item->body ? execute(item->body, flags) : 0;
	return 0;
}

static int ifClause(struct node *node, int flags)
{
	int condition = execute(node->left, TESTED);
	if (skip != RUN) return condition;
	if (condition == 0) return execute(node->right, flags);
	return node->otherwise ? execute(node->otherwise, flags) : 0;
}

static int compound(struct node *node, int flags)
{
	int status;
	switch (node->type) {
	case N_SIMPLE: return simple(node, flags);
	case N_PIPELINE: return pipeline(node, flags);
	case N_AND:
		status = execute(node->left, TESTED);
		return status == 0 && skip == RUN ? execute(node->right, flags) : status;
	case N_OR:
		status = execute(node->left, TESTED);
		return status != 0 && skip == RUN ? execute(node->right, flags) : status;
	case N_NOT: return !execute(node->left, TESTED);
	case N_SEQUENCE:
		status = execute(node->left, 0);
		return skip == RUN ? execute(node->right, flags) : status;
	case N_BACKGROUND: return background(node);
	case N_SUBSHELL: return subshell(node, flags);
	case N_GROUP: return execute(node->left, node->redirects ? 0 : flags);
	case N_IF: return ifClause(node, node->redirects ? 0 : flags);
	case N_FOR: return forLoop(node);
	case N_WHILE:
	case N_UNTIL: return whileLoop(node);
	case N_CASE: return caseClause(node, node->redirects ? 0 : flags);
	case N_FUNCTION: return defineFunction(node);
	}
	return 0;
}

/* Does a failing node of this kind end the shell under set -e? The others have asked their parts already. */
static bool ownStatus(const struct node *node)
{
	return node->type == N_SIMPLE || node->type == N_PIPELINE || node->type == N_SUBSHELL;
}

int execute(struct node *node, int flags)
{
	struct mark mark = arenaMark(&temporary);
	if (interrupted && interactive) {
		interrupted = 0;
		fputc('\n', stderr);
		lastStatus = 130;
		if (errorTarget) longjmp(*errorTarget, 1);
	}
	if (trapPending) trapRunPending();
	if (options[O_NOEXEC] && !interactive) return 0;
	int depth = redirectDepth();
	bool redirected = node->redirects && node->type != N_SIMPLE && node->type != N_SUBSHELL;
	int status = redirected ? redirectAll(node->redirects, true) : 0;
	errexitOff += (flags & TESTED) != 0;
	if (status == 0) status = compound(node, flags & EXITS);
	errexitOff -= (flags & TESTED) != 0;
	if (redirected) {
		fflush(stdout);
		redirectUndo(depth);
	}
	lastStatus = status;
	arenaRelease(&temporary, mark);
	if (status != 0 && options[O_ERREXIT] && !(flags & TESTED) && !errexitOff && ownStatus(node) && skip == RUN) leave(status);
	if (trapPending) trapRunPending();
	return status;
}
