#include "LoopbackSockets.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(uint16_t port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) return -1;
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0) {
        close(listener);
        return -1;
    }
    return listener;
}

static int write_all(int descriptor, const char *bytes, int count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, (size_t)count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return -1;
        bytes += written;
        count -= (int)written;
    }
    return 0;
}

int broadcast_with_one_write_per_message(struct broadcast broadcast) {
    signal(SIGPIPE, SIG_IGN);
    int listener = listen_on(broadcast.port);
    int *descriptors = calloc((size_t)broadcast.sockets, sizeof *descriptors);
    char *message = malloc((size_t)broadcast.message_bytes);
    if (listener < 0 || !descriptors || !message) return 1;
    memset(message, 'x', (size_t)broadcast.message_bytes);
    for (int i = 0; i < broadcast.sockets; i++) {
        descriptors[i] = accept(listener, NULL, NULL);
        if (descriptors[i] < 0) return 1;
        int on = 1;
        setsockopt(descriptors[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    for (long sent = 0; sent < broadcast.messages; sent++)
        for (int i = 0; i < broadcast.sockets; i++)
            if (write_all(descriptors[i], message, broadcast.message_bytes) != 0) return 1;
    for (int i = 0; i < broadcast.sockets; i++) close(descriptors[i]);
    close(listener);
    free(message);
    free(descriptors);
    return 0;
}
