/* strverscmp(3): numbers inside names compare by value; digits after a leading 0 are a fraction. */
#include <ctype.h>
#include <string.h>

int strverscmp(const char *left, const char *right)
{
	const unsigned char *a = (const unsigned char *)left, *b = (const unsigned char *)right;
	size_t i = 0, digits = 0;
	int zeros = 1;
	for (; a[i] == b[i]; i++) {
		if (!a[i]) return 0;
		if (!isdigit(a[i])) digits = i + 1, zeros = 1;
		else if (a[i] != '0') zeros = 0;
	}
	if (a[digits] != '0' && b[digits] != '0') {
		size_t j = i;
		for (; isdigit(a[j]); j++)
			if (!isdigit(b[j])) return 1;
		if (isdigit(b[j])) return -1;
	} else if (zeros && digits < i && (isdigit(a[i]) || isdigit(b[i])))
		return (unsigned char)(a[i] - '0') - (unsigned char)(b[i] - '0');
	return a[i] - b[i];
}
