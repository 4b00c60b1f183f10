/*
 * kmod: insmod(8), rmmod(8), lsmod(8), modinfo(8), modprobe(8), depmod(8) in one program that looks at the name it was called by,
 * as Debian has it. Messages are kmod 30's. What is not there: compressed modules, aliases with wildcards, /etc/modprobe.d.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *me;
static char base[128];

struct blob {
	unsigned char *data;
	size_t size;
};

static int readWhole(const char *path, struct blob *blob)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0) return -1;
	if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
		close(fd);
		errno = EISDIR;
		return -1;
	}
	size_t room = st.st_size > 0 ? (size_t)st.st_size + 1 : 65536;
	blob->data = malloc(room);
	blob->size = 0;
	for (ssize_t n; (n = read(fd, blob->data + blob->size, room - blob->size - 1)) > 0;) {
		blob->size += (size_t)n;
		if (blob->size + 1 == room) blob->data = realloc(blob->data, room *= 2);
	}
	blob->data[blob->size] = 0;
	close(fd);
	return 0;
}

/* What the kernel's errors mean for a module (libkmod: mod_strerror). */
static const char *moduleError(int error)
{
	switch (error) {
	case ENOEXEC: return "Invalid module format";
	case ENOENT: return "Unknown symbol in module, or unknown parameter (see dmesg)";
	case ESRCH: return "Module has wrong symbol version";
	case EINVAL: return "Invalid parameters";
	default: return strerror(error);
	}
}
static const char *insertError(int error)
{
	return error == ENOENT ? "Unknown symbol in module" : moduleError(error);
}

/* The arguments behind the module's name, with blanks between; values with blanks get quotes. */
static char *joinOptions(char **argv)
{
	size_t length = 1;
	for (char **arg = argv; *arg; arg++) length += strlen(*arg) + 4;
	char *text = calloc(1, length);
	for (char **arg = argv; *arg; arg++) {
		char *equals = strchr(*arg, '=');
		if (*text) strcat(text, " ");
		if (equals && strchr(equals, ' ') && equals[1] != '"') {
			strncat(text, *arg, (size_t)(equals - *arg) + 1);
			strcat(text, "\"");
			strcat(text, equals + 1);
			strcat(text, "\"");
		} else strcat(text, *arg);
	}
	return text;
}

static int insert(const char *path, const char *options, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return -errno;
	long result = syscall(SYS_finit_module, fd, options, flags);
	int error = errno;
	close(fd);
	return result < 0 ? -error : 0;
}

static int insmod(int argc, char **argv)
{
	int at = 1;
	int flags = 0;
	for (; at < argc && argv[at][0] == '-'; at++)
		if (strchr(argv[at], 'f')) flags = 3;
	if (at >= argc) {
		fprintf(stderr, "insmod: ERROR: missing filename.\n");
		return 1;
	}
	const char *path = argv[at];
	if (access(path, R_OK) < 0) {
		fprintf(stderr, "insmod: ERROR: could not load module %s: %s\n", path, strerror(errno));
		return 1;
	}
	int result = insert(path, joinOptions(argv + at + 1), flags);
	if (result == 0) return 0;
	fprintf(stderr, "insmod: ERROR: could not insert module %s: %s\n", path, insertError(-result));
	return 1;
}

/* ---------------------------------------------------------------- /proc/modules */

struct loaded {
	char name[64];
	long size;
	int uses;
	char holders[512];
	char state[16];
};

/* Reads the next line; 0 at the end. */
static int nextLoaded(FILE *file, struct loaded *module)
{
	char line[1024];
	if (!fgets(line, sizeof line, file)) return 0;
	memset(module, 0, sizeof *module);
	char *name = strtok(line, " ");
	char *size = strtok(NULL, " ");
	char *uses = strtok(NULL, " ");
	char *holders = strtok(NULL, " ");
	char *state = strtok(NULL, " ");
	if (!name || !size || !uses || !holders || !state) return 0;
	strncpy(module->name, name, sizeof module->name - 1);
	module->size = atol(size);
	module->uses = atoi(uses);
	if (strcmp(holders, "-")) strncpy(module->holders, holders, sizeof module->holders - 1);
	size_t length = strlen(module->holders);
	if (length && module->holders[length - 1] == ',') module->holders[length - 1] = 0;
	strncpy(module->state, state, sizeof module->state - 1);
	return 1;
}

static int findLoaded(const char *name, struct loaded *module)
{
	FILE *file = fopen("/proc/modules", "r");
	int found = 0;
	if (!file) return 0;
	while (!found && nextLoaded(file, module)) found = !strcmp(module->name, name);
	fclose(file);
	return found;
}

/* hello-world.ko, /lib/x/hello-world.ko: hello_world. */
static void moduleName(const char *path, char *name)
{
	const char *last = strrchr(path, '/');
	strncpy(name, last ? last + 1 : path, 63);
	name[63] = 0;
	char *dot = strstr(name, ".ko");
	if (dot) *dot = 0;
	for (; *name; name++) if (*name == '-') *name = '_';
}

static int lsmod(void)
{
	FILE *file = fopen("/proc/modules", "r");
	struct loaded module;
	if (!file) {
		fprintf(stderr, "lsmod: ERROR: could not get list of modules: %s\n", strerror(errno));
		return 1;
	}
	puts("Module                  Size  Used by");
	while (nextLoaded(file, &module)) {
		printf("%-19s %8ld  %d", module.name, module.size, module.uses);
		if (*module.holders) printf(" %s", module.holders);
		putchar('\n');
	}
	fclose(file);
	return 0;
}

static int removeModule(const char *argument, int force)
{
	char name[64];
	struct loaded module;
	moduleName(argument, name);
	if (!findLoaded(name, &module)) {
		fprintf(stderr, "%s: ERROR: Module %s is not currently loaded\n", me, name);
		return 1;
	}
	if (!force && *module.holders && strcmp(module.holders, "[permanent]")) {
		for (char *p = module.holders; *p; p++) if (*p == ',') *p = ' ';
		fprintf(stderr, "%s: ERROR: Module %s is in use by: %s\n", me, name, module.holders);
		return 1;
	}
	if (!force && module.uses > 0) {
		fprintf(stderr, "%s: ERROR: Module %s is in use\n", me, name);
		return 1;
	}
	if (syscall(SYS_delete_module, name, O_NONBLOCK | (force ? O_TRUNC : 0)) == 0) return 0;
	int error = errno;
	fprintf(stderr, "%s: ERROR: could not remove '%s': %s\n", me, name, strerror(error));
	fprintf(stderr, "%s: ERROR: could not remove module %s: %s\n", me, argument, strerror(error));
	return 1;
}

static int rmmod(int argc, char **argv)
{
	int at = 1, force = 0, failed = 0;
	for (; at < argc && argv[at][0] == '-'; at++) force |= strchr(argv[at], 'f') != NULL;
	if (at >= argc) {
		fprintf(stderr, "rmmod: ERROR: missing module name.\n");
		return 1;
	}
	for (; at < argc; at++) failed |= removeModule(argv[at], force);
	return failed;
}

/* ---------------------------------------------------------------- .modinfo */

/* Finds a section of an ELF file; its bytes, or NULL. */
static const char *section(const struct blob *blob, const char *name, size_t *size)
{
	const unsigned char *d = blob->data;
	if (blob->size < 64 || memcmp(d, "\177ELF\2\1", 6)) return NULL;
	unsigned long table = *(const unsigned long *)(d + 40);
	unsigned count = *(const unsigned short *)(d + 60), names = *(const unsigned short *)(d + 62);
	if (table > blob->size || count * 64UL > blob->size - table || names >= count) return NULL;
	const unsigned char *strings = d + table + names * 64;
	unsigned long at = *(const unsigned long *)(strings + 24), room = *(const unsigned long *)(strings + 32);
	if (at > blob->size || room > blob->size - at) return NULL;
	for (unsigned i = 0; i < count; i++) {
		const unsigned char *row = d + table + i * 64;
		unsigned where = *(const unsigned *)row;
		unsigned long offset = *(const unsigned long *)(row + 24), length = *(const unsigned long *)(row + 32);
		if (where >= room || strncmp((const char *)d + at + where, name, room - where)) continue;
		if (offset > blob->size || length > blob->size - offset) return NULL;
		*size = length;
		return (const char *)d + offset;
	}
	return NULL;
}

/* The value of a tag; the next one behind `from`. */
static const char *infoField(const char *info, size_t size, const char *tag, const char *from)
{
	size_t length = strlen(tag);
	for (const char *p = from ? from + strlen(from) + 1 : info; p < info + size; p += strlen(p) + 1)
		if (!strncmp(p, tag, length) && p[length] == '=') return p + length + 1;
	return NULL;
}

static void showField(const char *key, size_t length, const char *value)
{
	printf("%.*s:%*s%s\n", (int)length, key, (int)(length < 15 ? 15 - length : 1), "", value);
}

static int findModule(const char *name, char *path, size_t room);

static int modinfo(int argc, char **argv)
{
	const char *only = NULL;
	int at = 1, failed = 0;
	for (; at < argc && argv[at][0] == '-'; at++) {
		static const char *const shorts[] = { "aauthor", "ddescription", "llicense", "pparm", "nfilename" };
		if (argv[at][1] == 'F' && at + 1 < argc) {
			only = argv[++at];
			continue;
		}
		for (int i = 0; i < 5; i++) if (argv[at][1] == shorts[i][0]) only = shorts[i] + 1;
	}
	if (at >= argc) {
		fprintf(stderr, "modinfo: ERROR: missing module or filename.\n");
		return 1;
	}
	for (; at < argc; at++) {
		char path[512];
		struct blob blob;
		size_t size;
		if (strchr(argv[at], '/') || strstr(argv[at], ".ko")) {
			if (argv[at][0] == '/') snprintf(path, sizeof path, "%s", argv[at]);
			else {
				char cwd[256];
				snprintf(path, sizeof path, "%s/%s", getcwd(cwd, sizeof cwd) ? cwd : "", argv[at]);
			}
		} else if (!findModule(argv[at], path, sizeof path)) {
			fprintf(stderr, "modinfo: ERROR: Module %s not found.\n", argv[at]);
			failed = 1;
			continue;
		}
		if (readWhole(path, &blob) < 0) {
			fprintf(stderr, "modinfo: ERROR: Module %s not found.\n", argv[at]);
			failed = 1;
			continue;
		}
		const char *info = section(&blob, ".modinfo", &size);
		if (!info) {
			fprintf(stderr, "modinfo: ERROR: could not get modinfo from '%s': Invalid argument\n", argv[at]);
			failed = 1;
			continue;
		}
		if (!only) showField("filename", 8, path);
		else if (!strcmp(only, "filename")) puts(path);
		for (const char *p = info; p < info + size; p += strlen(p) + 1) {
			const char *equals = strchr(p, '=');
			if (!equals) continue;
			size_t length = (size_t)(equals - p);
			if (!strncmp(p, "parm", 4)) continue;
			if (!only) showField(p, length, equals + 1);
			else if (strlen(only) == length && !strncmp(only, p, length)) puts(equals + 1);
		}
		if (only && strcmp(only, "parm")) continue;
		/* Parameters: the description and the type come in fields of their own. */
		for (const char *type = infoField(info, size, "parmtype", NULL); type; type = infoField(info, size, "parmtype", type)) {
			const char *colon = strchr(type, ':');
			const char *text = NULL;
			char line[512];
			if (!colon) continue;
			for (const char *parm = infoField(info, size, "parm", NULL); parm && !text; parm = infoField(info, size, "parm", parm))
				if (!strncmp(parm, type, (size_t)(colon - type) + 1)) text = parm;
			if (text) snprintf(line, sizeof line, "%s (%s)", text, colon + 1);
			else snprintf(line, sizeof line, "%s", type);
			if (only) puts(line);
			else showField("parm", 4, line);
		}
		free(blob.data);
	}
	return failed;
}

/* ---------------------------------------------------------------- modules.dep */

/* The line of modules.dep for a module, in a static buffer: `kernel/a.ko: kernel/b.ko kernel/c.ko`. */
static char *dependencies(const char *wanted)
{
	static char line[1024];
	char name[64], target[64], path[256];
	moduleName(wanted, target);
	snprintf(path, sizeof path, "%s/modules.dep", base);
	FILE *file = fopen(path, "r");
	if (!file) return NULL;
	while (fgets(line, sizeof line, file)) {
		char *colon = strchr(line, ':');
		if (!colon) continue;
		line[strcspn(line, "\n")] = 0;
		*colon = 0;
		moduleName(line, name);
		*colon = ':';
		if (!strcmp(name, target)) {
			fclose(file);
			return line;
		}
	}
	fclose(file);
	return NULL;
}

static int findModule(const char *name, char *path, size_t room)
{
	char *line = dependencies(name);
	if (!line) return 0;
	*strchr(line, ':') = 0;
	snprintf(path, room, "%s/%s", base, line);
	return 1;
}

static int modprobe(int argc, char **argv)
{
	int at = 1, removing = 0, quiet = 0;
	for (; at < argc && argv[at][0] == '-'; at++) {
		removing |= strchr(argv[at], 'r') != NULL;
		quiet |= strchr(argv[at], 'q') != NULL;
	}
	if (at >= argc) {
		fprintf(stderr, "modprobe: ERROR: missing parameters. See -h.\n");
		return 1;
	}
	char *line = dependencies(argv[at]);
	char name[64], path[512];
	struct loaded module;
	if (!line) {
		if (!quiet) fprintf(stderr, "modprobe: FATAL: Module %s not found in directory %s\n", argv[at], base);
		return 1;
	}
	char *copy = strdup(line);
	char *own = strtok(copy, ": ");
	char *list[32];
	int count = 0;
	list[count++] = own;
	for (char *word; count < 32 && (word = strtok(NULL, ": "));) list[count++] = word;
	if (removing) {
		int failed = 0;
		for (int i = 0; i < count; i++) {
			moduleName(list[i], name);
			/* What it needed goes too, where nobody else needs it. */
			if (i > 0 && (!findLoaded(name, &module) || module.uses > 0)) continue;
			if (i == 0 && findLoaded(name, &module) && module.uses > 0) {
				fprintf(stderr, "modprobe: FATAL: Module %s is in use.\n", name);
				return 1;
			}
			failed |= removeModule(name, 0);
		}
		return failed;
	}
	for (int i = count - 1; i >= 0; i--) {
		moduleName(list[i], name);
		if (findLoaded(name, &module)) continue;
		snprintf(path, sizeof path, "%s/%s", base, list[i]);
		int result = insert(path, i == 0 ? joinOptions(argv + at + 1) : "", 0);
		if (result < 0 && result != -EEXIST) {
			fprintf(stderr, "modprobe: ERROR: could not insert '%s': %s\n", name, moduleError(-result));
			return 1;
		}
	}
	return 0;
}

/* ---------------------------------------------------------------- depmod */

static struct entry {
	char path[256];
	char name[64];
	char needs[256];
} entries[128];
static int entryCount;

static void scan(const char *folder)
{
	char full[512];
	snprintf(full, sizeof full, "%s/%s", base, folder);
	DIR *dir = opendir(full);
	struct dirent *found;
	if (!dir) return;
	while ((found = readdir(dir))) {
		char path[256];
		struct stat st;
		if (found->d_name[0] == '.') continue;
		snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", found->d_name);
		snprintf(full, sizeof full, "%s/%s", base, path);
		if (stat(full, &st) < 0) continue;
		if (S_ISDIR(st.st_mode)) scan(path);
		else if (strlen(path) > 3 && !strcmp(path + strlen(path) - 3, ".ko") && entryCount < 128) {
			struct entry *entry = &entries[entryCount++];
			struct blob blob;
			size_t size;
			strcpy(entry->path, path);
			moduleName(path, entry->name);
			if (readWhole(full, &blob) < 0) continue;
			const char *info = section(&blob, ".modinfo", &size);
			const char *depends = info ? infoField(info, size, "depends", NULL) : NULL;
			if (depends) strncpy(entry->needs, depends, sizeof entry->needs - 1);
			free(blob.data);
		}
	}
	closedir(dir);
}

static void needed(FILE *out, const char *list, int depth)
{
	char copy[256];
	strncpy(copy, list, sizeof copy - 1);
	copy[sizeof copy - 1] = 0;
	char *rest = copy;
	for (char *word; depth < 8 && (word = strsep(&rest, ","));)
		for (int i = 0; i < entryCount; i++)
			if (*word && !strcmp(entries[i].name, word)) {
				fprintf(out, " %s", entries[i].path);
				needed(out, entries[i].needs, depth + 1);
			}
}

static int depmod(void)
{
	char path[256];
	scan("");
	snprintf(path, sizeof path, "%s/modules.dep", base);
	FILE *out = fopen(path, "w");
	if (!out) {
		fprintf(stderr, "depmod: ERROR: openat(%s, modules.dep, 1101, 644): %s\n", base, strerror(errno));
		return 1;
	}
	for (int i = 0; i < entryCount; i++) {
		fprintf(out, "%s:", entries[i].path);
		needed(out, entries[i].needs, 0);
		fputc('\n', out);
	}
	fclose(out);
	return 0;
}

int main(int argc, char **argv)
{
	struct utsname name;
	me = strrchr(argv[0], '/');
	me = me ? me + 1 : argv[0];
	uname(&name);
	snprintf(base, sizeof base, "/lib/modules/%s", name.release);
	if (!strcmp(me, "kmod") && argc > 1) {
		me = argv[1];
		if (!strcmp(me, "list")) me = "lsmod";
		argv++;
		argc--;
	}
	if (!strcmp(me, "insmod")) return insmod(argc, argv);
	if (!strcmp(me, "rmmod")) return rmmod(argc, argv);
	if (!strcmp(me, "lsmod")) return lsmod();
	if (!strcmp(me, "modinfo")) return modinfo(argc, argv);
	if (!strcmp(me, "modprobe")) return modprobe(argc, argv);
	if (!strcmp(me, "depmod")) return depmod();
	fprintf(stderr, "missing command\nkmod - Manage kernel modules: list, load, unload, etc\n");
	return 1;
}
