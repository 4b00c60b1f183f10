/* yes(1): the same line for ever. */
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char buffer[8192];
	size_t length = 0, used;
	for (int i = 1; i < argc && length < sizeof buffer / 2; i++) {
		length += strlcpy(buffer + length, argv[i], sizeof buffer / 2 - length);
		buffer[length++] = ' ';
	}
	if (length == 0) buffer[length++] = 'y', length++;
	if (length > sizeof buffer / 2) length = sizeof buffer / 2;
	buffer[length - 1] = '\n';
	for (used = length; used + length <= sizeof buffer; used += length) memcpy(buffer + used, buffer, length);
	while (write(1, buffer, used) > 0) continue;
	return 1;
}
