/* Variables: a hash table, and scopes that give back what a function or a command's own assignments had changed. */
#include "sh.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct var {
	struct var *next;
	char *name;
	/* NULL: only its flags are known. */
	char *value;
	int flags;
};

struct saved {
	struct saved *next;
	char *name, *value;
	int flags;
	bool existed;
};
struct scope {
	struct scope *outer;
	struct saved *saved;
};

static struct var *table[64];
static struct scope *scope;

static struct var **place(const char *name)
{
	unsigned hash = 5381;
	for (const char *c = name; *c; c++) hash = hash * 33 + (unsigned char)*c;
	struct var **at = &table[hash % 64];
	while (*at && strcmp((*at)->name, name) != 0) at = &(*at)->next;
	return at;
}

size_t nameLength(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_') return 0;
	size_t n = 1;
	while (isalnum((unsigned char)text[n]) || text[n] == '_') n++;
	return n;
}

bool isName(const char *text, size_t length)
{
	return length > 0 && nameLength(text) == length;
}

const char *varGet(const char *name)
{
	if (strcmp(name, "LINENO") == 0) {
		static char line[12];
		snprintf(line, sizeof line, "%d", commandLine);
		return line;
	}
	struct var *var = *place(name);
	return var ? var->value : NULL;
}

bool varIsReadonly(const char *name)
{
	struct var *var = *place(name);
	return var && (var->flags & READONLY);
}

/* `value` NULL keeps the old one and only adds flags. */
void varSet(const char *name, const char *value, int addFlags)
{
	struct var **at = place(name);
	if (*at && ((*at)->flags & READONLY) && value) fail(2, "%s: is read only", name);
	if (!*at) {
		*at = calloc(1, sizeof **at);
		(*at)->name = strdup(name);
	}
	if (value) {
		char *copy = strdup(value);
		free((*at)->value);
		(*at)->value = copy;
		if (options[O_ALLEXPORT]) (*at)->flags |= EXPORTED;
	}
	(*at)->flags |= addFlags;
}

void varUnset(const char *name)
{
	struct var **at = place(name), *var = *at;
	if (!var) return;
	if (var->flags & READONLY) fail(2, "%s: is read only", name);
	*at = var->next;
	free(var->name);
	free(var->value);
	free(var);
}

static int byName(const void *a, const void *b)
{
	return strcmp((*(struct var *const *)a)->name, (*(struct var *const *)b)->name);
}

/* All variables in the order of their names. */
void varEach(void (*visit)(const char *, const char *, int, void *), void *arg)
{
	size_t count = 0;
	for (int i = 0; i < 64; i++)
		for (struct var *v = table[i]; v; v = v->next) count++;
	struct var **all = arenaAlloc(&temporary, (count + 1) * sizeof *all);
	count = 0;
	for (int i = 0; i < 64; i++)
		for (struct var *v = table[i]; v; v = v->next) all[count++] = v;
	qsort(all, count, sizeof *all, byName);
	for (size_t i = 0; i < count; i++) visit(all[i]->name, all[i]->value, all[i]->flags, arg);
}

/* The exported ones as execve(2) wants them, in temporary memory. */
char **varEnvironment(void)
{
	size_t count = 0, used = 0;
	for (int i = 0; i < 64; i++)
		for (struct var *v = table[i]; v; v = v->next) count++;
	char **envp = arenaAlloc(&temporary, (count + 1) * sizeof *envp);
	for (int i = 0; i < 64; i++)
		for (struct var *v = table[i]; v; v = v->next)
			if ((v->flags & EXPORTED) && v->value) {
				char *text = arenaAlloc(&temporary, strlen(v->name) + strlen(v->value) + 2);
				sprintf(text, "%s=%s", v->name, v->value);
				envp[used++] = text;
			}
	return envp;
}

void varImport(char **envp)
{
	for (; *envp; envp++) {
		size_t length = nameLength(*envp);
		if (length == 0 || (*envp)[length] != '=') continue;
		char *name = strndup(*envp, length);
		varSet(name, *envp + length + 1, EXPORTED);
		free(name);
	}
}

void scopePush(void)
{
	struct scope *new = calloc(1, sizeof *new);
	new->outer = scope;
	scope = new;
}

/* Remembers the variable as it is now, to be given back by scopePop. */
void scopeLocal(const char *name)
{
	if (!scope) return;
	for (struct saved *s = scope->saved; s; s = s->next)
		if (strcmp(s->name, name) == 0) return;
	struct var *var = *place(name);
	struct saved *s = calloc(1, sizeof *s);
	s->name = strdup(name);
	s->existed = var != NULL;
	if (var) {
		s->value = var->value ? strdup(var->value) : NULL;
		s->flags = var->flags;
	}
	s->next = scope->saved;
	scope->saved = s;
}

void scopePop(void)
{
	struct scope *gone = scope;
	scope = gone->outer;
	while (gone->saved) {
		struct saved *s = gone->saved;
		struct var *var = *place(s->name);
		gone->saved = s->next;
		if (var) var->flags = 0;
		varUnset(s->name);
		if (s->existed) {
			varSet(s->name, s->value, 0);
			(*place(s->name))->flags = s->flags;
		}
		free(s->name);
		free(s->value);
		free(s);
	}
	free(gone);
}

void printQuoted(const char *value)
{
	putchar('\'');
	for (; *value; value++) {
		if (*value == '\'') printf("'\"'\"'");
		else putchar(*value);
	}
	putchar('\'');
}
