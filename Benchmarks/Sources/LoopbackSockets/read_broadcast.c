#include "LoopbackSockets.h"
#include "loopback.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { rounds_in_flight_max = 64, read_bytes = 1 << 18 };

/// A masked text frame of one letter, under a mask of zeros.
static int acknowledge(int descriptor) {
    static const unsigned char frame[] = {0x81, 0x81, 0, 0, 0, 0, 'a'};
    return write(descriptor, frame, sizeof frame) == sizeof frame ? 0 : -1;
}

struct progress {
    long expected_bytes, round_bytes;
    long *received;
    /// By round, modulo: how many sockets are through with it.
    int through[rounds_in_flight_max];
    int acknowledges;
};

/// Counts what came on a socket, and acknowledges the rounds that this brings to an end.
static int count(struct progress *progress, int socket, long bytes, struct pollfd *polled, int sockets) {
    long before = progress->received[socket];
    long after = before + bytes;
    progress->received[socket] = after;
    if (!progress->acknowledges) return 0;
    for (long round = before / progress->round_bytes; round < after / progress->round_bytes; round++) {
        int *through = &progress->through[round % rounds_in_flight_max];
        if (++*through < sockets) continue;
        *through = 0;
        if (acknowledge(polled[0].fd) != 0) return -1;
    }
    return 0;
}

static int64_t drain(struct progress *progress, struct pollfd *polled, int sockets, char *buffer) {
    int64_t first_byte = 0;
    int open = sockets;
    while (open > 0) {
        if (poll(polled, (nfds_t)sockets, -1) < 0 && errno != EINTR) return -1;
        if (first_byte == 0) first_byte = monotonic_nanoseconds();
        for (int i = 0; i < sockets; i++) {
            if (polled[i].revents == 0 || progress->received[i] >= progress->expected_bytes) continue;
            ssize_t bytes = read(polled[i].fd, buffer, read_bytes);
            if (bytes <= 0 || count(progress, i, bytes, polled, sockets) != 0) return -1;
            if (progress->received[i] < progress->expected_bytes) continue;
            polled[i].events = 0;
            open--;
        }
    }
    return monotonic_nanoseconds() - first_byte;
}

int64_t read_broadcast(struct broadcast broadcast, struct websocket_reading reading) {
    struct pollfd *polled = calloc((size_t)broadcast.sockets, sizeof *polled);
    long *received = calloc((size_t)broadcast.sockets, sizeof *received);
    char *buffer = malloc(read_bytes);
    if (!polled || !received || !buffer) return -1;
    for (int i = 0; i < broadcast.sockets; i++) {
        polled[i].fd = connect_patiently(broadcast.port);
        polled[i].events = POLLIN;
        if (polled[i].fd < 0 || (reading.path && upgrade(polled[i].fd, reading.path) != 0)) return -1;
    }
    struct progress progress = {
        .expected_bytes = broadcast.messages * broadcast.message_bytes,
        .round_bytes = (reading.path ? reading.messages_per_acknowledgement : broadcast.messages) * broadcast.message_bytes,
        .received = received,
        .acknowledges = reading.path != NULL,
    };
    int64_t nanoseconds = drain(&progress, polled, broadcast.sockets, buffer);
    for (int i = 0; i < broadcast.sockets; i++) close(polled[i].fd);
    free(buffer);
    free(received);
    free(polled);
    return nanoseconds;
}
