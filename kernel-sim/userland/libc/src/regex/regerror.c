/* regerror(3), in glibc's words. */
#include <regex.h>
#include <string.h>

static const char *const texts[] = {"Success", "No match", "Invalid regular expression", "Invalid collation character", "Invalid character class name",
	"Trailing backslash", "Back references are not supported", "Unmatched [, [^, [:, [., or [=", "Unmatched ( or \\(", "Unmatched \\{",
	"Invalid content of \\{\\}", "Invalid range end", "Memory exhausted", "Invalid preceding regular expression"};

size_t regerror(int error, const regex_t *restrict regex, char *restrict buffer, size_t size)
{
	(void)regex;
	const char *text = error >= 0 && error < (int)(sizeof texts / sizeof *texts) ? texts[error] : "Unknown regular expression error";
	strlcpy(buffer, text, size);
	return strlen(text) + 1;
}
