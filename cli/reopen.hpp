// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace tool {

/// Opens the pipe or terminal behind a descriptor a second time, for writing that does not block. The result
/// has flags of its own: other programs that share the first one see no change. Returns -1 if that cannot be
/// done.
int reopen(int descriptor);

}  // namespace tool
