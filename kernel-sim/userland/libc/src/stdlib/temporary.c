/* mkstemp(3), mkdtemp(3): names nobody has yet, in place of the last six X. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* The place of the six X, or NULL with EINVAL. */
static char *placeIn(char *template)
{
	size_t length = strlen(template);
	if (length >= 6 && strcmp(template + length - 6, "XXXXXX") == 0) return template + length - 6;
	errno = EINVAL;
	return NULL;
}

static void fill(char *place)
{
	unsigned char bytes[6];
	struct timespec now;
	if (getrandom(bytes, sizeof bytes, GRND_NONBLOCK) != (ssize_t)sizeof bytes) {
		clock_gettime(CLOCK_REALTIME, &now);
		for (int i = 0; i < 6; i++) bytes[i] = (unsigned char)(now.tv_nsec >> i * 4);
	}
	for (int i = 0; i < 6; i++) place[i] = letters[bytes[i] % 62];
}

int mkstemp(char *template)
{
	char *place = placeIn(template);
	for (int tries = 0; place && tries < 100; tries++) {
		fill(place);
		int fd = open(template, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (fd >= 0 || errno != EEXIST) return fd;
	}
	return -1;
}

char *mkdtemp(char *template)
{
	char *place = placeIn(template);
	for (int tries = 0; place && tries < 100; tries++) {
		fill(place);
		if (mkdir(template, 0700) == 0) return template;
		if (errno != EEXIST) return NULL;
	}
	return NULL;
}
