/* test(1): conditions on files, strings and numbers; POSIX's rules by the number of arguments come out of the grammar. */
#include "shared.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char **at, **end;
static complainer tell;
static int failed;

static int fault(const char *format, const char *what)
{
	if (!failed) tell(format, what);
	failed = 1;
	return 0;
}

static long number(const char *text)
{
	char *after;
	long value = strtol(text, &after, 10);
	while (isspace((unsigned char)*after)) after++;
	if (after == text || *after) {
		fault("Illegal number: %s", text);
		return 0;
	}
	return value;
}

static int fileTest(char letter, const char *path)
{
	struct stat st;
	if (letter == 'h' || letter == 'L') return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
	if (letter == 'r') return access(path, R_OK) == 0;
	if (letter == 'w') return access(path, W_OK) == 0;
	if (letter == 'x') return access(path, X_OK) == 0;
	if (stat(path, &st) < 0) return 0;
	switch (letter) {
	case 'e': return 1;
	case 'f': return S_ISREG(st.st_mode);
	case 'd': return S_ISDIR(st.st_mode);
	case 'b': return S_ISBLK(st.st_mode);
	case 'c': return S_ISCHR(st.st_mode);
	case 'p': return S_ISFIFO(st.st_mode);
	case 'S': return S_ISSOCK(st.st_mode);
	case 's': return st.st_size > 0;
	case 'g': return (st.st_mode & S_ISGID) != 0;
	case 'u': return (st.st_mode & S_ISUID) != 0;
	case 'k': return (st.st_mode & S_ISVTX) != 0;
	case 'O': return st.st_uid == geteuid();
	case 'G': return st.st_gid == getegid();
	}
	return 0;
}

static int unaryTest(char letter, const char *operand)
{
	if (letter == 'n') return *operand != 0;
	if (letter == 'z') return *operand == 0;
	if (letter == 't') return isatty((int)number(operand));
	return fileTest(letter, operand);
}

static int isUnary(const char *text)
{
	return text[0] == '-' && text[1] && !text[2] && strchr("nztefdbcpSsgukOGrwxhL", text[1]) != NULL;
}

static int newer(const char *a, const char *b)
{
	struct stat sa, sb;
	if (stat(a, &sa) < 0) return 0;
	if (stat(b, &sb) < 0) return 1;
	return sa.st_mtim.tv_sec != sb.st_mtim.tv_sec ? sa.st_mtim.tv_sec > sb.st_mtim.tv_sec : sa.st_mtim.tv_nsec > sb.st_mtim.tv_nsec;
}

static int sameFile(const char *a, const char *b)
{
	struct stat sa, sb;
	return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static const char *const binaries[] = {"=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};

static int binaryIndex(const char *text)
{
	for (int i = 0; i < (int)(sizeof binaries / sizeof *binaries); i++)
		if (strcmp(binaries[i], text) == 0) return i;
	return -1;
}

static int binaryTest(int op, const char *a, const char *b)
{
	switch (op) {
	case 0:
	case 1: return strcmp(a, b) == 0;
	case 2: return strcmp(a, b) != 0;
	case 3: return strcmp(a, b) < 0;
	case 4: return strcmp(a, b) > 0;
	case 5: return number(a) == number(b);
	case 6: return number(a) != number(b);
	case 7: return number(a) < number(b);
	case 8: return number(a) <= number(b);
	case 9: return number(a) > number(b);
	case 10: return number(a) >= number(b);
	case 11: return newer(a, b);
	case 12: return newer(b, a);
	}
	return sameFile(a, b);
}

static int orExpression(void);

/* primary : ! primary | ( or ) | operand op operand | -x operand | string */
static int primary(void)
{
	if (at >= end) return fault("argument expected%s", "");
	/* A binary operator in the second place wins over what the first argument looks like. */
	if (at + 2 < end && binaryIndex(at[1]) >= 0) {
		char **here = at;
		at += 3;
		return binaryTest(binaryIndex(here[1]), here[0], here[2]);
	}
	if (strcmp(*at, "!") == 0 && at + 1 < end) {
		at++;
		return !primary();
	}
	if (strcmp(*at, "(") == 0 && at + 1 < end) {
		at++;
		int value = orExpression();
		if (at >= end || strcmp(*at, ")") != 0) return fault("closing paren expected%s", "");
		at++;
		return value;
	}
	if (isUnary(*at) && at + 1 < end) {
		at += 2;
		return unaryTest(at[-2][1], at[-1]);
	}
	return *(*at++) != 0;
}

static int andExpression(void)
{
	int value = primary();
	while (at < end && strcmp(*at, "-a") == 0) {
		at++;
		value &= primary();
	}
	return value;
}

static int orExpression(void)
{
	int value = andExpression();
	while (at < end && strcmp(*at, "-o") == 0) {
		at++;
		value |= andExpression();
	}
	return value;
}

int testCommand(int argc, char **argv, complainer complain)
{
	tell = complain;
	failed = 0;
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	if (strcmp(name, "[") == 0) {
		if (strcmp(argv[argc - 1], "]") != 0) {
			complain("missing ]");
			return 2;
		}
		argc--;
	}
	at = argv + 1;
	end = argv + argc;
	if (at == end) return 1;
	int value = orExpression();
	if (!failed && at < end) fault("%s: unexpected operator", *at);
	return failed ? 2 : !value;
}
