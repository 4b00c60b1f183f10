/* Redirections: POSIX 2.7. For commands that run in the shell itself the old descriptors are kept at 10 and above. */
#include "sh.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct saved {
	struct saved *below;
	/* `copy` -1: the descriptor was closed before. */
	int fd, copy;
};

static struct saved *stack;

int redirectDepth(void)
{
	int depth = 0;
	for (struct saved *s = stack; s; s = s->below) depth++;
	return depth;
}

static void save(int fd)
{
	struct saved *s = malloc(sizeof *s);
	s->fd = fd;
	s->copy = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	s->below = stack;
	stack = s;
}

void redirectUndo(int depth)
{
	for (int now = redirectDepth(); now > depth; now--) {
		struct saved *s = stack;
		stack = s->below;
		if (s->copy < 0) close(s->fd);
		else {
			dup2(s->copy, s->fd);
			close(s->copy);
		}
		free(s);
	}
}

void redirectForget(void)
{
	while (stack) {
		struct saved *s = stack;
		stack = s->below;
		if (s->copy >= 0) close(s->copy);
		free(s);
	}
}

/* dash's words for the common errors. */
static const char *reason(bool creating)
{
	if (errno == ENOENT || errno == ENOTDIR) return creating ? "Directory nonexistent" : "No such file";
	return strerror(errno);
}

static int openTarget(struct redirect *r, const char *path)
{
	static const int flags[] = {[R_IN] = O_RDONLY, [R_OUT] = O_WRONLY | O_CREAT | O_TRUNC, [R_CLOBBER] = O_WRONLY | O_CREAT | O_TRUNC,
		[R_APPEND] = O_WRONLY | O_CREAT | O_APPEND, [R_READWRITE] = O_RDWR | O_CREAT};
	int extra = 0;
	if (r->op == R_OUT && options[O_NOCLOBBER] && access(path, F_OK) == 0) extra = O_EXCL;
	int fd = open(path, flags[r->op] | extra, 0666);
	if (fd < 0) complain("cannot %s %s: %s", r->op == R_IN ? "open" : "create", path, reason(r->op != R_IN));
	return fd;
}

/* The text through a pipe when it fits into one, else written by a child. */
static int openDocument(struct redirect *r)
{
	const char *text = r->quoted ? r->document : expandDocument(r->document);
	size_t length = strlen(text);
	int ends[2];
	if (pipe(ends) < 0) {
		complain("Pipe call failed");
		return -1;
	}
	if (length <= 4096) {
		if (write(ends[1], text, length) < 0) complain("write error: %s", strerror(errno));
	} else if (fork() == 0) {
		close(ends[0]);
		while (length > 0) {
			ssize_t done = write(ends[1], text, length);
			if (done <= 0) break;
			text += done;
			length -= (size_t)done;
		}
		_exit(0);
	}
	close(ends[1]);
	return ends[0];
}

/* n>&m and n>&-. */
static bool duplicate(struct redirect *r, const char *target)
{
	if (strcmp(target, "-") == 0) {
		close(r->fd);
		return true;
	}
	if (!isNumber(target)) {
		complain("Bad fd number");
		return false;
	}
	int from = atoi(target);
	if (from == r->fd ? fcntl(from, F_GETFD) < 0 : dup2(from, r->fd) < 0) {
		complain("%d: Bad file descriptor", from);
		return false;
	}
	return true;
}

static bool redirectOne(struct redirect *r)
{
	if (r->op == R_DUPIN || r->op == R_DUPOUT) return duplicate(r, expandSingle(r->word, false));
	int fd = r->op == R_HEREDOC || r->op == R_HEREDOC_TABS ? openDocument(r) : openTarget(r, expandSingle(r->word, false));
	if (fd < 0) return false;
	if (fd != r->fd) {
		dup2(fd, r->fd);
		close(fd);
	}
	return true;
}

/* 0, or the status of the command that cannot be done. `keep`: remember what was there. */
int redirectAll(struct redirect *r, bool keep)
{
	for (; r; r = r->next) {
		if (keep) save(r->fd);
		if (!redirectOne(r)) return 2;
	}
	return 0;
}
