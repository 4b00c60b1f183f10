/* test(1), [(1): see shared/test.c. */
#include "../shared/shared.h"

int main(int argc, char **argv)
{
	return testCommand(argc, argv, programComplain);
}
