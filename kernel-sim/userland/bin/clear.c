/* clear(1): home, and erase the screen and what scrolled away (ECMA-48). */
#include <stdio.h>

int main(void)
{
	fputs("\033[H\033[2J\033[3J", stdout);
	return 0;
}
