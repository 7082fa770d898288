# Waits for a CUDA device. libtorch knows the operation only where it was built for CUDA, and elsewhere refuses the whole
# archive when it is loaded: so it has one of its own; see CudaDevice.java.
class Synchronise(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def synchronise(self: __torch__.Synchronise) -> None:
    ops.cuda.synchronize()
