/*
 * curl(1), the part that lessons use: http:// URLs. -s quiet, -v shows the talk, -o FILE, -I head only, -X METHOD, -d DATA,
 * -H HEADER, -i head too, -f fails on 400 and above, -m seconds. HTTP/1.1 with Content-Length and chunked bodies.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Exit codes as curl's. */
enum { BAD_URL = 3, NO_HOST = 6, NO_CONNECTION = 7, HTTP_ERROR = 22, WRITE_ERROR = 23, TIMED_OUT = 28, NO_ANSWER = 52, TOO_SHORT = 18, RECEIVE_ERROR = 56 };

static int silent, showErrors, verbose, headOnly, withHead, failOnError;
static const char *method, *data;
static const char *headers[32];
static int headerCount;
static FILE *out;

static int fail(int code, const char *format, ...)
{
	va_list list;
	if (!silent || showErrors) {
		fprintf(stderr, "curl: (%d) ", code);
		va_start(list, format);
		vfprintf(stderr, format, list);
		va_end(list);
		fputc('\n', stderr);
	}
	return code;
}

static void tell(const char *format, ...)
{
	va_list list;
	if (!verbose) return;
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
}

struct url {
	char host[256], port[8], path[1024];
};

/* [http://]host[:port][/path] */
static int parse(const char *text, struct url *to)
{
	if (!strncmp(text, "https://", 8)) return fail(1, "Protocol \"https\" not supported or disabled in libcurl");
	if (!strncmp(text, "http://", 7)) text += 7;
	size_t length = strcspn(text, "/:?");
	if (!length || length >= sizeof to->host) return fail(BAD_URL, "URL using bad/illegal format or missing URL");
	memcpy(to->host, text, length);
	to->host[length] = 0;
	text += length;
	strcpy(to->port, "80");
	if (*text == ':') {
		length = strspn(++text, "0123456789");
		if (!length || length >= sizeof to->port) return fail(BAD_URL, "URL using bad/illegal format or missing URL");
		memcpy(to->port, text, length);
		to->port[length] = 0;
		text += length;
	}
	snprintf(to->path, sizeof to->path, "%s%s", *text == '/' ? "" : "/", text);
	return 0;
}

static int dial(const struct url *url, int *result)
{
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *all;
	if (getaddrinfo(url->host, url->port, &hints, &all)) {
		*result = fail(NO_HOST, "Could not resolve host: %s", url->host);
		return -1;
	}
	for (struct addrinfo *at = all; at; at = at->ai_next) {
		struct in_addr address = ((struct sockaddr_in *)at->ai_addr)->sin_addr;
		tell("*   Trying %s:%s...\n", inet_ntoa(address), url->port);
		int fd = socket(at->ai_family, at->ai_socktype, 0);
		if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) == 0) {
			tell("* Connected to %s (%s) port %s (#0)\n", url->host, inet_ntoa(address), url->port);
			freeaddrinfo(all);
			return fd;
		}
		tell("* connect to %s port %s failed: %s\n", inet_ntoa(address), url->port, strerror(errno));
		if (fd >= 0) close(fd);
	}
	freeaddrinfo(all);
	*result = fail(NO_CONNECTION, "Failed to connect to %s port %s after 0 ms: Couldn't connect to server", url->host, url->port);
	return -1;
}

/* Sends a line of the request; -v shows it. */
static void line(FILE *to, const char *format, ...)
{
	char text[2048];
	va_list list;
	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	fprintf(to, "%s\r\n", text);
	tell("> %s\n", text);
}

static int given(const char *name)
{
	for (int i = 0; i < headerCount; i++)
		if (!strncasecmp(headers[i], name, strlen(name)) && headers[i][strlen(name)] == ':') return 1;
	return 0;
}

static void request(FILE *to, const struct url *url)
{
	const char *verb = method ? method : headOnly ? "HEAD" : data ? "POST" : "GET";
	line(to, "%s %s HTTP/1.1", verb, url->path);
	if (!given("Host")) line(to, strcmp(url->port, "80") ? "Host: %s:%s" : "Host: %s", url->host, url->port);
	if (!given("User-Agent")) line(to, "User-Agent: curl/7.88.1");
	if (!given("Accept")) line(to, "Accept: */*");
	for (int i = 0; i < headerCount; i++) line(to, "%s", headers[i]);
	if (data) {
		line(to, "Content-Length: %zu", strlen(data));
		if (!given("Content-Type")) line(to, "Content-Type: application/x-www-form-urlencoded");
	}
	line(to, "");
	if (data) fputs(data, to);
	fflush(to);
}

/* Copies `size` bytes, all that come when it is negative. */
static int copy(FILE *in, long size)
{
	char buffer[16384];
	while (size) {
		size_t want = size < 0 || size > (long)sizeof buffer ? sizeof buffer : (size_t)size;
		size_t got = fread(buffer, 1, want, in);
		if (fwrite(buffer, 1, got, out) < got) return fail(WRITE_ERROR, "Failure writing output to destination");
		if (size > 0) size -= (long)got;
		if (got < want) return size > 0 ? fail(TOO_SHORT, "transfer closed with %ld bytes remaining to read", size) : 0;
	}
	return 0;
}

static int copyChunks(FILE *in)
{
	char text[256];
	while (fgets(text, sizeof text, in)) {
		long size = strtol(text, NULL, 16);
		if (size < 0 || !isxdigit((unsigned char)text[0])) return fail(RECEIVE_ERROR, "Illegal or missing hexadecimal sequence in chunked-encoding");
		if (size == 0) {
			while (fgets(text, sizeof text, in) && strcspn(text, "\r\n")) {}
			return 0;
		}
		int result = copy(in, size);
		if (result) return result;
		if (!fgets(text, sizeof text, in)) break;
	}
	return fail(TOO_SHORT, "transfer closed with outstanding read data remaining");
}

static int response(FILE *in)
{
	char text[4096];
	long length = -1;
	int chunked = 0, status = 0;
	do {
		if (!fgets(text, sizeof text, in)) return fail(NO_ANSWER, "Empty reply from server");
		if (strncmp(text, "HTTP/", 5)) return fail(1, "Received HTTP/0.9 when not allowed");
		status = atoi(text + strcspn(text, " "));
		do {
			size_t end = strcspn(text, "\r\n");
			tell("< %.*s\n", (int)end, text);
			if (headOnly || withHead) fputs(text, out);
			if (!end) break;
			if (!strncasecmp(text, "Content-Length:", 15)) length = atol(text + 15);
			if (!strncasecmp(text, "Transfer-Encoding:", 18) && strcasestr(text, "chunked")) chunked = 1;
		} while (fgets(text, sizeof text, in));
	} while (status / 100 == 1);
	if (failOnError && status >= 400) return fail(HTTP_ERROR, "The requested URL returned error: %d", status);
	int verbHead = headOnly || (method && !strcmp(method, "HEAD"));
	if (verbHead || status == 204 || status == 304) return 0;
	return chunked ? copyChunks(in) : copy(in, length);
}

static int fetch(const char *text, int seconds)
{
	struct url url;
	int result = parse(text, &url);
	if (result) return result;
	int fd = dial(&url, &result);
	if (fd < 0) return result;
	struct timeval limit = {seconds, 0};
	if (seconds) setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	FILE *to = fdopen(dup(fd), "w"), *from = fdopen(fd, "r");
	request(to, &url);
	errno = 0;
	result = response(from);
	if (result == NO_ANSWER && errno == EAGAIN) result = TIMED_OUT;
	tell("* Connection #0 to host %s left intact\n", url.host);
	fclose(to);
	fclose(from);
	return result;
}

int main(int argc, char **argv)
{
	const char *file = NULL;
	int seconds = 0;
	out = stdout;
	for (int c; (c = getopt(argc, argv, "sSvo:IX:d:H:ifLm:")) != -1;) switch (c) {
		case 's': silent = 1; break;
		case 'S': showErrors = 1; break;
		case 'v': verbose = 1; break;
		case 'o': file = optarg; break;
		case 'I': headOnly = 1; break;
		case 'X': method = optarg; break;
		case 'd': data = optarg; break;
		case 'H': if (headerCount < 32) headers[headerCount++] = optarg; break;
		case 'i': withHead = 1; break;
		case 'f': failOnError = 1; break;
		case 'm': seconds = atoi(optarg); break;
		case 'L': break;
		default: fprintf(stderr, "curl: try 'man curl' for more information\n"); return 2;
		}
	if (optind >= argc) {
		fprintf(stderr, "curl: (2) no URL specified\n");
		return 2;
	}
	if (file && !(out = fopen(file, "w"))) return fail(WRITE_ERROR, "Failed to open the file %s: %s", file, strerror(errno));
	int result = 0;
	for (int i = optind; i < argc; i++) result = fetch(argv[i], seconds);
	if (fflush(out) != 0 && !result) result = fail(WRITE_ERROR, "Failure writing output to destination");
	return result;
}
