// What a pretend Tropo posts: `session` first, `result` after it (the pages "session" and "result").
#pragma once

#include "providers/tropo/emulate/session.hpp"

namespace callflow::providers::tropo::emulate {

// A session's first request.
[[nodiscard]] Request session_request(Session& session);
// The request that the end of a document makes of an address, with what its actions came to.
[[nodiscard]] Request result_request(Session& session, std::string_view address);
// Where a recording goes. Its bytes are left out; the form's only field is the one that they have: `filename`.
[[nodiscard]] Request upload_request(Session& session, std::string_view address, std::string_view method,
                                     std::string_view file);
// A notice of something that nobody waits for; its body is still to be written.
[[nodiscard]] Request notice_request(Session& session, std::string_view kind, std::string address);
// The short form that a transfer's `post` sends when somebody answered: nobody runs what it is answered.
[[nodiscard]] Request connect_request(Session& session, std::string_view address, std::string_view called);

} // namespace callflow::providers::tropo::emulate
