/* id(1): who the process is. -u -g -G, -n for names, -r for the real ids; or a user by name. */
#include <getopt.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int user, group, groups, name, real;

static void printUser(uid_t uid)
{
	struct passwd *entry = name ? getpwuid(uid) : NULL;
	if (entry) fputs(entry->pw_name, stdout);
	else printf("%u", uid);
}

static void printGroup(gid_t gid)
{
	struct group *entry = name ? getgrgid(gid) : NULL;
	if (entry) fputs(entry->gr_name, stdout);
	else printf("%u", gid);
}

/* uid=0(root) */
static void printNamed(const char *what, unsigned id, const char *known)
{
	printf("%s%u", what, id);
	if (known) printf("(%s)", known);
}

static const char *userName(uid_t uid)
{
	struct passwd *entry = getpwuid(uid);
	return entry ? entry->pw_name : NULL;
}

static const char *groupName(gid_t gid)
{
	struct group *entry = getgrgid(gid);
	return entry ? entry->gr_name : NULL;
}

/* The groups of the process, or those that /etc/group says a user has; the primary one first. */
static int groupList(gid_t *list, int room, gid_t primary, const char *who)
{
	gid_t found[64];
	int count = 0, total = 0;
	list[count++] = primary;
	if (who) {
		struct group *entry;
		setgrent();
		while ((entry = getgrent()) && total < 64)
			for (char **member = entry->gr_mem; *member; member++)
				if (strcmp(*member, who) == 0) found[total++] = entry->gr_gid;
		endgrent();
	} else
		total = getgroups(64, found);
	for (int i = 0; i < total && count < room; i++)
		if (found[i] != primary) list[count++] = found[i];
	return count;
}

int main(int argc, char **argv)
{
	static const struct option names[] = {{"user", 0, NULL, 'u'}, {"group", 0, NULL, 'g'}, {"groups", 0, NULL, 'G'}, {"name", 0, NULL, 'n'},
		{"real", 0, NULL, 'r'}, {NULL, 0, NULL, 0}};
	for (int c; (c = getopt_long(argc, argv, "ugGnr", names, NULL)) != -1;) {
		user |= c == 'u';
		group |= c == 'g';
		groups |= c == 'G';
		name |= c == 'n';
		real |= c == 'r';
		if (c == '?') {
			fprintf(stderr, "Try 'id --help' for more information.\n");
			return 1;
		}
	}
	if (user + group + groups > 1) {
		fprintf(stderr, "id: cannot print \"only\" of more than one choice\n");
		return 1;
	}
	if (user + group + groups == 0 && (name || real)) {
		fprintf(stderr, "id: cannot print only names or real IDs in default format\n");
		return 1;
	}
	const char *who = argv[optind];
	uid_t uid = getuid(), euid = geteuid();
	gid_t gid = getgid(), egid = getegid(), list[65];
	if (who) {
		struct passwd *entry = getpwnam(who);
		if (!entry) {
			fprintf(stderr, "id: '%s': no such user\n", who);
			return 1;
		}
		uid = euid = entry->pw_uid;
		gid = egid = entry->pw_gid;
	}
	int count = groupList(list, 65, real || groups ? gid : egid, who);
	if (user) printUser(real ? uid : euid);
	else if (group) printGroup(real ? gid : egid);
	else if (groups)
		for (int i = 0; i < count; i++) {
			if (i) putchar(' ');
			printGroup(list[i]);
		}
	else {
		printNamed("uid=", uid, userName(uid));
		printNamed(" gid=", gid, groupName(gid));
		if (euid != uid) printNamed(" euid=", euid, userName(euid));
		if (egid != gid) printNamed(" egid=", egid, groupName(egid));
		for (int i = 0; i < count; i++) printNamed(i ? "," : " groups=", list[i], groupName(list[i]));
	}
	putchar('\n');
	return 0;
}
