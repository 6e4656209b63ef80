#include "LoopbackSockets.h"
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

enum { connect_attempts_max = 1000, rounds_in_flight_max = 64, read_bytes = 1 << 18 };

static int64_t monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// The sender may still be starting.
static int connect_patiently(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int attempt = 0; attempt < connect_attempts_max; attempt++) {
        int descriptor = socket(AF_INET, SOCK_STREAM, 0);
        if (descriptor < 0) return -1;
        if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
        close(descriptor);
        struct timespec pause = {.tv_nsec = 10000000};
        nanosleep(&pause, NULL);
    }
    return -1;
}

/// Reads byte by byte, so that no message behind the reply's head is swallowed.
static int upgrade(int descriptor, const char *path) {
    char text[512];
    int length = snprintf(
        text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        path);
    if (length >= (int)sizeof text || write(descriptor, text, (size_t)length) != length) return -1;
    uint32_t last_four = 0;
    char byte;
    while (last_four != 0x0d0a0d0a) {
        if (read(descriptor, &byte, 1) != 1) return -1;
        last_four = last_four << 8 | (uint8_t)byte;
    }
    return 0;
}

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
