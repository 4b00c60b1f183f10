/* sysconf(3), pathconf(3): limits asked at run time. */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

int getpagesize(void)
{
	return 4096;
}

int get_nprocs(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof set, &set) < 0 ? 1 : CPU_COUNT(&set);
}

static long pages(int free)
{
	struct sysinfo info;
	if (sysinfo(&info) < 0) return -1;
	return (long)((free ? info.freeram : info.totalram) * info.mem_unit / 4096);
}

long sysconf(int name)
{
	struct rlimit limit;
	switch (name) {
	case _SC_ARG_MAX: return 2097152;
	case _SC_CLK_TCK: return 100;
	case _SC_NGROUPS_MAX: return NGROUPS_MAX;
	case _SC_PAGESIZE: return 4096;
	case _SC_HOST_NAME_MAX: return HOST_NAME_MAX;
	case _SC_OPEN_MAX: return getrlimit(RLIMIT_NOFILE, &limit) < 0 ? -1 : (long)limit.rlim_cur;
	case _SC_CHILD_MAX: return getrlimit(RLIMIT_NPROC, &limit) < 0 ? -1 : (long)limit.rlim_cur;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN: return get_nprocs();
	case _SC_PHYS_PAGES: return pages(0);
	case _SC_AVPHYS_PAGES: return pages(1);
	}
	errno = EINVAL;
	return -1;
}

long fpathconf(int fd, int name)
{
	(void)fd;
	switch (name) {
	case _PC_NAME_MAX: return NAME_MAX;
	case _PC_PATH_MAX: return PATH_MAX;
	case _PC_PIPE_BUF: return PIPE_BUF;
	}
	errno = EINVAL;
	return -1;
}

long pathconf(const char *path, int name)
{
	(void)path;
	return fpathconf(-1, name);
}
