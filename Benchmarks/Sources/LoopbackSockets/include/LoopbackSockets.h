#ifndef LOOPBACK_SOCKETS_H
#define LOOPBACK_SOCKETS_H

#include <stdint.h>

/// What is sent, to how many sockets, and where. Every message has the same size.
struct broadcast {
    uint16_t port;
    int sockets;
    long messages;
    int message_bytes;
};

/// How a reader of websockets begins and says how far it is; a null path reads plain sockets.
struct websocket_reading {
    const char *path;
    /// After this many messages on every socket, the reader sends one text frame on the first.
    long messages_per_acknowledgement;
};

/// The yardstick: waits for all sockets to connect, then makes one `write` per message and socket. Zero when all were sent.
int broadcast_with_one_write_per_message(struct broadcast broadcast);

/// Connects all sockets and reads them on one thread until every message has come.
///
/// Returns the nanoseconds from the first byte to the last, or a negative number when the sender broke off.
int64_t read_broadcast(struct broadcast broadcast, struct websocket_reading reading);

#endif
