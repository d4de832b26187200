# cmake -D COMPILER=… -D CASE=… -D INCLUDE=… -D EXPECTED=<regex> -P refuses.cmake
set(compile ${COMPILER} -std=c++23 -fsyntax-only -I${INCLUDE})

execute_process(COMMAND ${compile} ${CASE} RESULT_VARIABLE failed ERROR_VARIABLE text)
if(failed)
  message(FATAL_ERROR "the legal twin does not compile, so the case proves nothing:\n${text}")
endif()

execute_process(COMMAND ${compile} -DBELAY_MISUSE ${CASE} RESULT_VARIABLE failed ERROR_VARIABLE text)
if(NOT failed)
  message(FATAL_ERROR "the misuse in ${CASE} compiles")
endif()
if(NOT text MATCHES "${EXPECTED}")
  message(FATAL_ERROR "refused, but not with '${EXPECTED}':\n${text}")
endif()
