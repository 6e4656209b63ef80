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

/// Questions of one client, and what is answered to each.
struct round_trips {
    uint16_t port;
    /// The bytes of a question as they are sent, again and again.
    const uint8_t *question;
    long question_bytes;
    /// Of an answer as it comes; zero for the messages of a websocket, which tell their length.
    long answer_bytes;
    /// Questions that may be without an answer; the next goes out when one is answered.
    int in_flight;
    /// Rounds, after a tenth as many that are not measured.
    long rounds;
};

/// The yardstick: answers every question on one connection with bytes from memory, until the client leaves.
int answer_from_memory(uint16_t port, long question_bytes, long answer_bytes);

/// Asks on one connection, over a websocket when there is a path, and waits for the answers on one thread.
///
/// `nanoseconds` takes the time of each round from its question's write to its answer's last byte. Returns the nanoseconds of
/// all rounds together, or a negative number when the server broke off. `last_answer` takes the first bytes of the last answer.
int64_t ask(struct round_trips trips, const char *path, int64_t *nanoseconds, char *last_answer, long last_answer_bytes);

/// Opens websockets, one after the other, and leaves them open. Returns how many were opened.
int open_websockets(uint16_t port, const char *path, int count, int *descriptors);

#endif
