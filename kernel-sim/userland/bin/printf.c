/* printf(1): see shared/printf.c. */
#include "../shared/shared.h"

int main(int argc, char **argv)
{
	return printfCommand(argc, argv, programComplain);
}
