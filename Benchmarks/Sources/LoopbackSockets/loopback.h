#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <stdint.h>

int64_t monotonic_nanoseconds(void);

/// Connects to a port of this machine whose server may still be starting. Negative when nobody ever listens.
int connect_patiently(uint16_t port);

/// Asks for a websocket and reads the reply byte by byte, so that no message behind its head is swallowed. Zero when all went well.
int upgrade(int descriptor, const char *path);

#endif
