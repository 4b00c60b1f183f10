/* clone(2)'s error → errno: clone.S jumps here. */
#include "../internal/syscall.h"

int __cloneFailed(long answer)
{
	return (int)__ret(answer);
}
