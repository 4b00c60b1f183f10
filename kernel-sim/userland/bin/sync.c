/* sync(1): everything that waits goes to the disks. */
#include <unistd.h>

int main(void)
{
	sync();
	return 0;
}
