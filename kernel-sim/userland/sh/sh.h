/*
 * The shell: sh(1), POSIX.1-2017 "Shell Command Language". Its parts in the order a command passes them:
 *   input.c   characters from a terminal, file or string      lexer.c    characters → tokens
 *   parser.c  tokens → tree (struct node)                      exec.c     runs the tree
 *   expand.c  $x, $(…), quotes in words (skip.c finds their ends); split.c cuts them into fields and finds path names; arith.c $((…))
 *   redirect.c descriptors   vars.c variables   jobs.c processes   trap.c signals   builtin*.c commands of its own
 * Messages are worded as dash words them.
 */
#ifndef SH_H
#define SH_H
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* ---- memory: arena.c ---- */
struct arena {
	struct chunk *chunks;
	/* A function was defined from it: never freed. */
	bool keep;
};
struct mark {
	struct chunk *chunk;
	size_t used;
};
void *arenaAlloc(struct arena *, size_t);
char *arenaCopy(struct arena *, const char *text, size_t length);
struct mark arenaMark(struct arena *);
void arenaRelease(struct arena *, struct mark);
void arenaFree(struct arena *);
/* What expansion makes; released when the command has run. */
extern struct arena temporary;

/* A text that grows, in malloc memory. */
struct text {
	char *s;
	size_t length, room;
};
void textAdd(struct text *, char);
void textAddString(struct text *, const char *);
char *textTake(struct text *, struct arena *);

/* ---- input.c ---- */
struct input {
	/* The characters so far; [at, length) is unread. */
	char *buffer;
	size_t at, length, room;
	/* Where more comes from; -1: a string, there is no more. */
	int fd;
	bool interactive, ended;
	int line;
	struct input *outer;
};
extern struct input *input;
void inputOpenString(struct input *, const char *text);
void inputOpenFile(struct input *, int fd, bool interactive);
void inputClose(struct input *);
/* The next character, or -1; peek does not take it. */
int inputGet(void);
int inputPeek(void);
/* Forgets what was read; only between commands. */
void inputForget(void);
extern bool continuing;

/* ---- lexer.c ---- */
enum token { T_WORD, T_NEWLINE, T_EOF, T_SEMI, T_DSEMI, T_AMP, T_AND, T_OR, T_PIPE, T_LPAREN, T_RPAREN, T_REDIRECT };
enum redirectOp { R_IN, R_OUT, R_CLOBBER, R_APPEND, R_DUPIN, R_DUPOUT, R_READWRITE, R_HEREDOC, R_HEREDOC_TABS };
struct lexer {
	enum token token;
	bool peeked;
	/* T_WORD: the word as written, quotes and all. */
	char *word;
	/* T_REDIRECT */
	enum redirectOp op;
	int fd;
	/* Where in the input the token begins. */
	size_t start;
	/* Here-documents whose text begins behind the next newline. */
	struct redirect *pending;
};
extern struct lexer lexer;
extern struct arena *parseArena;
enum token lexPeek(void);
enum token lexNext(void);
const char *tokenName(enum token);

/* ---- the tree: parser.c ---- */
struct word {
	struct word *next;
	char *text;
};
struct redirect {
	struct redirect *next, *nextPending;
	enum redirectOp op;
	int fd;
	/* Target or end mark of a here-document, as written. */
	char *word;
	char *document;
	bool quoted;
};
struct caseItem {
	struct caseItem *next;
	struct word *patterns;
	struct node *body;
};
enum nodeType { N_SIMPLE, N_PIPELINE, N_AND, N_OR, N_NOT, N_SEQUENCE, N_BACKGROUND, N_SUBSHELL, N_GROUP, N_IF, N_FOR, N_WHILE, N_UNTIL, N_CASE, N_FUNCTION };
struct node {
	enum nodeType type;
	int line;
	/* and, or, sequence, if (condition, then), while (condition, body); pipeline is left | right. */
	struct node *left, *right, *otherwise;
	struct word *words, *assignments;
	struct redirect *redirects;
	struct caseItem *cases;
	/* Variable of for, name of a function. */
	char *name;
	/* for without `in`. */
	bool overArguments;
	/* As it was typed, for `jobs`. */
	char *source;
};
/* One complete command with its newline; NULL at the end of input. */
struct node *parseCommand(void);
/* Inside $( … ): everything up to the closing parenthesis. */
void parseSubstitution(void);

/* ---- errors: error.c ---- */
extern const char *shellName;
extern int commandLine;
extern const char *commandName;
extern jmp_buf *errorTarget;
_Noreturn void fail(int status, const char *format, ...);
_Noreturn void syntaxError(const char *format, ...);
void complain(const char *format, ...);

/* ---- vars.c ---- */
enum { EXPORTED = 1, READONLY = 2 };
const char *varGet(const char *name);
void varSet(const char *name, const char *value, int addFlags);
void varUnset(const char *name);
bool varIsReadonly(const char *name);
void varEach(void (*)(const char *name, const char *value, int flags, void *), void *);
char **varEnvironment(void);
void varImport(char **envp);
void scopePush(void);
void scopePop(void);
void scopeLocal(const char *name);
bool isName(const char *text, size_t length);
size_t nameLength(const char *text);
/* Prints 'value' so that the shell reads it back. */
void printQuoted(const char *value);

/* ---- state: main.c ---- */
struct parameters {
	int count;
	char **value;
};
extern struct parameters arguments;
extern const char *argumentZero;
extern int lastStatus;
extern pid_t shellPid, lastBackground;
extern bool interactive, jobControl;
enum option { O_ERREXIT, O_NOGLOB, O_NOEXEC, O_NOUNSET, O_XTRACE, O_VERBOSE, O_ALLEXPORT, O_MONITOR, O_NOCLOBBER, O_IGNOREEOF, O_PIPEFAIL, OPTIONS };
extern bool options[OPTIONS];
extern const struct optionName {
	char letter;
	const char *name;
} optionNames[OPTIONS];
void runInput(void);
/* Runs all commands of a text; `flags` are for the last one. */
int runString(const char *text, int flags);
_Noreturn void leave(int status);

/* ---- skip.c: what follows the part that begins at p ---- */
const char *skipDouble(const char *p);
const char *skipSingle(const char *p);
const char *skipBraces(const char *p);
/* $( … ) and $(( … )) */
const char *skipParentheses(const char *p);
/* Any $… or `…` */
const char *skipExpansion(const char *p);

/* ---- expand.c, split.c, arith.c ---- */
/* A word on its way: each byte with what it is. */
enum byteKind { LITERAL = 'L', QUOTED = 'Q', SPLITTABLE = 'S', BREAK = 'B', EMPTY = 'E' };
struct pieces {
	struct text bytes, kinds;
};
void expandInto(struct pieces *, const char *word, bool inQuotes, bool assignment);
char **expandWords(struct word *, int *count);
char *expandSingle(const char *word, bool assignment);
char *expandPattern(const char *word);
char *expandDocument(const char *text);
void splitFields(struct pieces *, struct text *fields, int *count);
char *piecesToPattern(const struct pieces *);
char *piecesToText(const struct pieces *);
void piecesFree(struct pieces *);
long arithmetic(const char *expression);

/* ---- redirect.c ---- */
/* Does them; what was there before is kept on a stack, down to which redirectUndo goes back. */
int redirectAll(struct redirect *, bool keep);
void redirectUndo(int depth);
/* How deep the stack is now. */
int redirectDepth(void);
/* The child of a fork, or exec: what was kept is closed for good. */
void redirectForget(void);

/* ---- exec.c ---- */
enum { EXITS = 1, TESTED = 2 };
int execute(struct node *, int flags);
/* break, continue and return in progress. */
enum skip { RUN, BREAKING, CONTINUING, RETURNING };
extern enum skip skip;
extern int skipLevels, loopDepth, functionDepth, errexitOff;
struct node *functionFind(const char *name);
bool functionUnset(const char *name);
/* Where PATH has the command; NULL if nowhere. In temporary memory. */
char *findCommand(const char *name);
_Noreturn void execCommand(char **argv, char **envp);

/* ---- jobs.c ---- */
struct process {
	pid_t pid;
	/* As wait(2) gives it; -1: it runs. */
	int status;
};
struct job {
	int number;
	pid_t group;
	int count;
	struct process *processes;
	char *source;
	bool background, reported;
	struct job *next;
};
extern struct job *jobList;
struct job *jobNew(int processes, const char *source);
/* fork(2), and what each side must do for the job. 0 in the child. */
pid_t jobFork(struct job *, bool background);
/* Waits in the foreground; answers the exit status. */
int jobWait(struct job *);
bool jobRunning(const struct job *);
bool jobStopped(const struct job *);
struct job *jobFind(const char *spec);
void jobRemove(struct job *);
void jobPrint(const struct job *, bool withPid);
void jobTellSignal(const struct job *);
/* Notes what children did, without waiting. */
void jobsPoll(void);
void jobsNotify(void);
bool jobsBlock(void);
int statusToExit(int status);
void jobContinue(struct job *, bool foreground);
void jobControlStart(void);
void jobsForget(void);

/* ---- trap.c ---- */
void trapRunPending(void);
void trapRunExit(void);
void trapsInChild(void);
bool trapsSet(void);
void trapSetup(int number);
void signalsSetup(void);
extern volatile int interrupted;
extern volatile bool trapPending;
int signalNumber(const char *name);
const char *signalName(int number);

/* ---- builtin*.c ---- */
struct builtin {
	const char *name;
	int (*run)(int argc, char **argv);
	/* POSIX 2.14: its assignments stay, its errors end a script. */
	bool special;
};
const struct builtin *builtinFind(const char *name);
extern const struct builtin builtins[];
bool isNumber(const char *text);
#endif
