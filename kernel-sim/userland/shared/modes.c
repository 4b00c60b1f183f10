/* Modes of files as text: see modes.h, chmod(1) and inode(7). */
#include "modes.h"
#include <string.h>
#include <sys/stat.h>

void modeText(mode_t mode, char *text)
{
	static const char types[] = "?pc?d?b?-?l?s???";
	static const char letters[] = "rwxrwxrwx";
	text[0] = types[mode >> 12 & 15];
	for (int i = 0; i < 9; i++) text[1 + i] = mode & (0400u >> i) ? letters[i] : '-';
	if (mode & S_ISUID) text[3] = mode & 0100 ? 's' : 'S';
	if (mode & S_ISGID) text[6] = mode & 0010 ? 's' : 'S';
	if (mode & S_ISVTX) text[9] = mode & 0001 ? 't' : 'T';
	text[10] = 0;
}

/* The bits that the letters behind an operator stand for, before they are limited to who they are for. */
static mode_t bitsOf(char letter, mode_t old, int isDirectory)
{
	switch (letter) {
	case 'r': return 0444;
	case 'w': return 0222;
	case 'x': return 0111;
	case 'X': return isDirectory || (old & 0111) ? 0111 : 0;
	case 's': return S_ISUID | S_ISGID;
	case 't': return S_ISVTX;
	case 'u': return (old >> 6 & 7) * 0111;
	case 'g': return (old >> 3 & 7) * 0111;
	case 'o': return (old & 7) * 0111;
	}
	return 0;
}

int parseMode(const char *text, mode_t old, mode_t mask)
{
	mode_t mode = old & 07777;
	if (*text >= '0' && *text <= '7') {
		unsigned value = 0;
		for (; *text >= '0' && *text <= '7' && value < 010000; text++) value = value * 8 + (unsigned)(*text - '0');
		return *text || value > 07777 ? -1 : (int)value;
	}
	do {
		mode_t who = 0;
		int named = 0;
		for (; *text && strchr("ugoa", *text); text++, named = 1)
			who |= *text == 'u' ? 04700 : *text == 'g' ? 02070 : *text == 'o' ? 01007 : 07777;
		if (!named) who = 07777;
		if (!*text || !strchr("+-=", *text)) return -1;
		while (*text && strchr("+-=", *text)) {
			char op = *text++;
			mode_t bits = 0;
			for (; *text && strchr("rwxXstugo", *text); text++) bits |= bitsOf(*text, mode, S_ISDIR(old));
			bits &= who | (named ? 0 : S_ISVTX);
			if (!named) bits &= ~mask;
			if (op == '+') mode |= bits;
			else if (op == '-') mode &= ~bits;
			else mode = (mode & ~(who & (S_ISDIR(old) ? 0777 : 07777))) | bits;
		}
	} while (*text == ',' && *++text);
	return *text ? -1 : (int)mode;
}
