/* Where the shell's characters come from: a string (-c, eval, a trap), a script, or a terminal with a prompt. */
#include "sh.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct input *input;
/* We are inside a command: the prompt is PS2. */
bool continuing;

void inputOpenString(struct input *in, const char *text)
{
	memset(in, 0, sizeof *in);
	in->buffer = strdup(text);
	in->length = in->room = strlen(text);
	in->fd = -1;
	in->line = 1;
	in->outer = input;
	input = in;
}

void inputOpenFile(struct input *in, int fd, bool isInteractive)
{
	memset(in, 0, sizeof *in);
	in->fd = fd;
	in->interactive = isInteractive;
	in->line = 1;
	in->outer = input;
	input = in;
}

void inputClose(struct input *in)
{
	free(in->buffer);
	in->buffer = NULL;
	input = in->outer;
}

static void prompt(void)
{
	jobsNotify();
	const char *text = varGet(continuing ? "PS2" : "PS1");
	if (!text) return;
	char *expanded = expandDocument(text);
	fflush(stdout);
	fputs(expanded, stderr);
}

/*
 * More characters into the buffer; false at the end. A terminal gives a line at a time; from a pipe the shell takes a byte
 * at a time, as the commands it starts read the rest of it.
 */
static bool refill(void)
{
	if (input->fd < 0 || input->ended) return false;
	if (input->interactive) prompt();
	size_t want = input->fd == 0 && !input->interactive ? 1 : 1024;
	if (input->room < input->length + want) {
		input->room = (input->length + want) * 2;
		input->buffer = realloc(input->buffer, input->room);
	}
	ssize_t got = read(input->fd, input->buffer + input->length, want);
	if (got < 0 && errno == EINTR) {
		trapRunPending();
		if (interrupted && interactive) {
			interrupted = 0;
			fputc('\n', stderr);
			lastStatus = 130;
			if (errorTarget) longjmp(*errorTarget, 1);
		}
		return refill();
	}
	if (got <= 0) {
		input->ended = !input->interactive;
		return false;
	}
	if (options[O_VERBOSE]) fwrite(input->buffer + input->length, 1, (size_t)got, stderr);
	input->length += (size_t)got;
	return true;
}

int inputPeek(void)
{
	if (input->at == input->length && !refill()) return -1;
	return (unsigned char)input->buffer[input->at];
}

int inputGet(void)
{
	int c = inputPeek();
	if (c < 0) return -1;
	input->at++;
	if (c == '\n') input->line++;
	return c;
}

void inputForget(void)
{
	if (input->fd < 0) return;
	memmove(input->buffer, input->buffer + input->at, input->length - input->at);
	input->length -= input->at;
	input->at = 0;
}
