/* Sizes for people, as ls -h and df -h print them: one digit behind the point below 10, always rounded up. */
#include "human.h"
#include <stdio.h>

void humanSize(unsigned long units, unsigned long unit, char *text)
{
	static const char letters[] = "KMGTPE";
	unsigned long bytes = units * unit, divisor = 1024;
	int power = 0;
	if (bytes < 1024) {
		sprintf(text, "%lu", bytes);
		return;
	}
	while (bytes / divisor >= 1024) {
		divisor *= 1024;
		power++;
	}
	unsigned long tenths = bytes / divisor * 10 + (bytes % divisor * 10 + divisor - 1) / divisor;
	if (tenths < 100) sprintf(text, "%lu.%lu%c", tenths / 10, tenths % 10, letters[power]);
	else {
		unsigned long whole = (bytes + divisor - 1) / divisor;
		if (whole >= 1024 && power < 5) sprintf(text, "1.0%c", letters[power + 1]);
		else sprintf(text, "%lu%c", whole, letters[power]);
	}
}
