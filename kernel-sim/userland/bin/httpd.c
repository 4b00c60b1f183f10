/* httpd: a tiny web server. `httpd [-p port] [-d directory] [-n requests] [-v]` serves the files of a directory and writes a log line for each request. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct request {
	char method[16], path[1024], version[16];
	int keepAlive;
	long bodyLength;
};

static const char *root = ".";

static const char *kindOf(const char *path)
{
	static const char *const kinds[][2] = {{".html", "text/html"}, {".css", "text/css"}, {".js", "text/javascript"},
		{".txt", "text/plain"}, {".c", "text/plain"}, {".json", "application/json"}, {".png", "image/png"}};
	const char *dot = strrchr(path, '.');
	for (size_t i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(dot, kinds[i][0])) return kinds[i][1];
	return "application/octet-stream";
}

/* One line of the head, without its end; −1: the connection is over. */
static int readLine(FILE *in, char *line, int room)
{
	if (!fgets(line, room, in)) return -1;
	line[strcspn(line, "\r\n")] = 0;
	return (int)strlen(line);
}

static int readRequest(FILE *in, struct request *request)
{
	char line[2048];
	if (readLine(in, line, sizeof line) < 0) return -1;
	*request = (struct request){.version = "HTTP/1.0"};
	int fields = sscanf(line, "%15s %1023s %15s", request->method, request->path, request->version);
	request->keepAlive = !strcmp(request->version, "HTTP/1.1");
	while (readLine(in, line, sizeof line) > 0) {
		if (!strncasecmp(line, "Connection:", 11)) request->keepAlive = !strcasestr(line, "close");
		if (!strncasecmp(line, "Content-Length:", 15)) request->bodyLength = atol(line + 15);
	}
	for (long i = 0; i < request->bodyLength && getc(in) != EOF; i++) {}
	return fields == 3 ? 0 : 400;
}

static void head(FILE *out, const struct request *request, const char *status, const char *kind, long length)
{
	fprintf(out, "HTTP/1.1 %s\r\nServer: httpd/1.0\r\nContent-Type: %s\r\nContent-Length: %ld\r\nConnection: %s\r\n\r\n", status,
		kind, length, request->keepAlive ? "keep-alive" : "close");
}

static void refuse(FILE *out, const struct request *request, const char *status)
{
	head(out, request, status, "text/plain", (long)strlen(status) + 1);
	if (strcmp(request->method, "HEAD")) fprintf(out, "%s\n", status);
	fflush(out);
}

/* %41 as A, and nothing that climbs out of the directory. */
static int decodePath(const char *from, char *to, size_t room)
{
	size_t used = 0;
	for (; *from && *from != '?'; from++) {
		int c = (unsigned char)*from;
		if (c == '%' && isxdigit((unsigned char)from[1]) && isxdigit((unsigned char)from[2])) {
			char digits[3] = {from[1], from[2], 0};
			c = (int)strtol(digits, NULL, 16);
			from += 2;
		}
		if (!c || used + 1 >= room) return -1;
		to[used++] = (char)c;
	}
	to[used] = 0;
	return to[0] != '/' || strstr(to, "/../") || (used >= 3 && !strcmp(to + used - 3, "/..")) ? -1 : 0;
}

/* Answers; the status that was sent. */
static int answer(int connection, FILE *out, const struct request *request, int status)
{
	char name[1024], path[2200];
	if (status || decodePath(request->path, name, sizeof name) < 0) {
		refuse(out, request, "400 Bad Request");
		return 400;
	}
	if (strcmp(request->method, "GET") && strcmp(request->method, "HEAD")) {
		refuse(out, request, "405 Method Not Allowed");
		return 405;
	}
	struct stat about;
	snprintf(path, sizeof path, "%s%s", root, name);
	if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) strncat(path, "/index.html", sizeof path - strlen(path) - 1);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &about) < 0 || !S_ISREG(about.st_mode)) {
		int denied = errno == EACCES;
		if (file >= 0) close(file);
		refuse(out, request, denied ? "403 Forbidden" : "404 Not Found");
		return denied ? 403 : 404;
	}
	head(out, request, "200 OK", kindOf(path), (long)about.st_size);
	fflush(out);
	if (!strcmp(request->method, "GET"))
		for (long left = about.st_size; left > 0;) {
			ssize_t done = sendfile(connection, file, NULL, (size_t)left);
			if (done <= 0) break;
			left -= done;
		}
	close(file);
	return 200;
}

static void serve(int connection, struct sockaddr_in from)
{
	FILE *in = fdopen(connection, "r"), *out = fdopen(dup(connection), "w");
	struct request request;
	int status;
	while ((status = readRequest(in, &request)) >= 0) {
		int sent = answer(connection, out, &request, status);
		printf("%s \"%s %s %s\" %d\n", inet_ntoa(from.sin_addr), request.method, request.path, request.version, sent);
		fflush(stdout);
		if (!request.keepAlive || status) break;
	}
	fclose(out);
	fclose(in);
}

int main(int argc, char **argv)
{
	int port = 80, left = -1, on = 1;
	for (int c; (c = getopt(argc, argv, "p:d:n:")) != -1;) switch (c) {
		case 'p': port = atoi(optarg); break;
		case 'd': root = optarg; break;
		case 'n': left = atoi(optarg); break;
		default: fprintf(stderr, "usage: httpd [-p port] [-d directory] [-n connections]\n"); return 1;
		}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 16) < 0) {
		fprintf(stderr, "httpd: port %d: %s\n", port, strerror(errno));
		return 1;
	}
	printf("httpd: serving %s on port %d\n", root, port);
	fflush(stdout);
	for (; left != 0; left -= left > 0) {
		struct sockaddr_in from;
		socklen_t size = sizeof from;
		int connection = accept(fd, (struct sockaddr *)&from, &size);
		if (connection < 0) continue;
		/* Each connection has a process of its own. */
		if (fork() == 0) {
			close(fd);
			serve(connection, from);
			return 0;
		}
		close(connection);
	}
	while (wait(NULL) > 0) {}
	return 0;
}
