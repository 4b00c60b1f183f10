/* nproc(1): how many CPUs this process may use. */
#include <stdio.h>
#include <sys/sysinfo.h>

int main(void)
{
	printf("%d\n", get_nprocs());
	return 0;
}
