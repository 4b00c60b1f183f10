/* Users and groups: getpwnam(3), getgrnam(3), read from /etc/passwd and /etc/group. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *users, *groups;
static char *userLine, *groupLine;
static size_t userSize, groupSize;

/* The next line of the file, opened when it is not; NULL at its end. */
static char *nextLine(FILE **file, const char *path, char **line, size_t *size)
{
	if (!*file && !(*file = fopen(path, "re"))) return NULL;
	if (getline(line, size, *file) < 0) return NULL;
	(*line)[strcspn(*line, "\n")] = 0;
	return *line;
}

static void closeFile(FILE **file)
{
	if (*file) fclose(*file);
	*file = NULL;
}

void setpwent(void) { closeFile(&users); }
void endpwent(void) { closeFile(&users); }
void setgrent(void) { closeFile(&groups); }
void endgrent(void) { closeFile(&groups); }

static char *field(char **rest)
{
	char *text = strsep(rest, ":");
	return text ? text : "";
}

struct passwd *getpwent(void)
{
	static struct passwd user;
	char *rest;
	do rest = nextLine(&users, "/etc/passwd", &userLine, &userSize);
	while (rest && !strchr(rest, ':'));
	if (!rest) return NULL;
	user.pw_name = field(&rest);
	user.pw_passwd = field(&rest);
	user.pw_uid = (uid_t)atol(field(&rest));
	user.pw_gid = (gid_t)atol(field(&rest));
	user.pw_gecos = field(&rest);
	user.pw_dir = field(&rest);
	user.pw_shell = field(&rest);
	return &user;
}

struct passwd *getpwnam(const char *name)
{
	struct passwd *user;
	setpwent();
	while ((user = getpwent()) && strcmp(user->pw_name, name) != 0) continue;
	endpwent();
	return user;
}

struct passwd *getpwuid(uid_t uid)
{
	struct passwd *user;
	setpwent();
	while ((user = getpwent()) && user->pw_uid != uid) continue;
	endpwent();
	return user;
}

struct group *getgrent(void)
{
	static struct group group;
	static char *members[64];
	char *rest;
	do rest = nextLine(&groups, "/etc/group", &groupLine, &groupSize);
	while (rest && !strchr(rest, ':'));
	if (!rest) return NULL;
	group.gr_name = field(&rest);
	group.gr_passwd = field(&rest);
	group.gr_gid = (gid_t)atol(field(&rest));
	group.gr_mem = members;
	int count = 0;
	for (char *member; rest && count < 63 && (member = strsep(&rest, ","));)
		if (*member) members[count++] = member;
	members[count] = NULL;
	return &group;
}

struct group *getgrnam(const char *name)
{
	struct group *group;
	setgrent();
	while ((group = getgrent()) && strcmp(group->gr_name, name) != 0) continue;
	endgrent();
	return group;
}

struct group *getgrgid(gid_t gid)
{
	struct group *group;
	setgrent();
	while ((group = getgrent()) && group->gr_gid != gid) continue;
	endgrent();
	return group;
}

/* The groups of `user` in /etc/group, and `gid`. */
int initgroups(const char *user, gid_t gid)
{
	gid_t list[64] = {gid};
	size_t count = 1;
	struct group *group;
	setgrent();
	while ((group = getgrent()))
		for (char **m = group->gr_mem; *m && count < 64; m++)
			if (strcmp(*m, user) == 0 && group->gr_gid != gid) list[count++] = group->gr_gid;
	endgrent();
	return setgroups(count, list);
}

char *getlogin(void)
{
	struct passwd *user = getpwuid(getuid());
	return user ? user->pw_name : NULL;
}
