#include "textflag.h"

#define KERNEL \
	MOVQ $1, AX; \
	SYSCALL

TEXT ·enter(SB),NOSPLIT,$0-16
	MOVQ	trap+0(FP), AX
	SYSCALL // want `enter: assembly enters the kernel by SYSCALL \[GR1003\]`
	MOVQ	AX, ret+8(FP)
	RET

TEXT ·old(SB),NOSPLIT,$0
	INT	$0x80 // want `old: assembly enters the kernel by INT`
	INT	$3 // ok
	RET

TEXT ·macro(SB),NOSPLIT,$0
again:	KERNEL // want `macro: assembly enters the kernel by SYSCALL`
	RET

TEXT ·told(SB),NOSPLIT,$0
	CALL	runtime·entersyscall(SB)
	SYSCALL // ok
	CALL	runtime·exitsyscall(SB)
	RET

TEXT ·jump(SB),NOSPLIT,$0
	// SYSCALL // ok
	/* SYSCALL */ // ok
	JMP	syscall·Syscall(SB) // ok
	JMP	syscall·RawSyscall(SB) // want `jump: assembly enters the kernel by JMP syscall·RawSyscall`

TEXT ·add(SB),NOSPLIT,$0-24
	MOVQ	a+0(FP), AX // ok
	ADDQ	b+8(FP), AX // ok
	MOVQ	AX, ret+16(FP)
	RET

TEXT ·bytes(SB),NOSPLIT,$0
	BYTE $0x0F; BYTE $0x05 // want `bytes: assembly enters the kernel by SYSCALL`
	BYTE $0x0F; BYTE $0x0B // ok
	RET

TEXT ·vdso(SB),NOSPLIT,$0
	CALL	runtime·vdsoClockgettimeSym(SB) // want `vdso: assembly enters the kernel by CALL runtime·vdso`
	RET
